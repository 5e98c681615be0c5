"""The tables of a store, by what they are about; `newsieve.store.schema` has them all."""
