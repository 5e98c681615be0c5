"""Stories about places that do not exist, and ways to copy them."""

from __future__ import annotations

import random
from collections.abc import Sequence

FERRY = """The ferry Halcyon ran aground on a sandbank off Port Merrow early on Tuesday with 143 passengers aboard, \
the harbour master said.

Nobody was hurt. Two tugs pulled the vessel free on the rising tide shortly before noon, and it reached the old quay \
under its own power an hour later.

Captain Ilse Bramwell told reporters that a buoy marking the channel had drifted about 300 metres in Sunday's gale. \
"We steered exactly where the chart told us to steer," she said. "The sea had moved the signpost."

The Merrow Strait Line cancelled six crossings and offered refunds. Engineers were inspecting the hull for damage, and \
the company expected the Halcyon to return to service by the weekend.

The council of Port Merrow has asked for a second survey of the channel since the winter storms of 2019, when a \
fishing boat was lost on the same bank. A decision by the ministry in Dunholm is due in the spring."""

LIBRARY = """Dunholm will reopen its central library after nine years of building works that cost twice what the city \
had planned.

The glass roof designed by Otto Fennimore leaks no longer, and the reading room once more seats 400 people below the \
painted ceiling, the director Amara Quill said at a preview on Friday.

Readers had been served from a converted tram depot in the suburb of Eastlow. Some 2,300 letters of protest reached \
the mayor when the depot itself had to close for a month because of mould.

The first exhibition shows maps of the river Sarn before it was moved. Entry stays free, though borrowers must now \
return books within three weeks instead of four.

A petition to name the hall after the poet Bea Lindqvist gathered support in every district but one."""

ORCHARD = """Growers in the Vale of Tamsin say a late frost has taken most of this year's plum harvest.

Temperatures fell to minus five degrees on three nights in a row while the trees were in full blossom. Farms lit \
thousands of paraffin candles between the rows, but above the village of Nether Coombe the wind blew them out.

"My grandmother spoke of a spring like it, and I never believed her," said Piet Sorrel, who tends eleven hectares of \
old varieties on the southern slope.

The regional fund for farmers will open early. Insurers pointed out that fewer than a third of the orchards were \
covered against frost, while bakers in Dunholm have begun to ask suppliers abroad for dried fruit."""

VOCABULARY = (
    "harbour lantern quarry meadow signal copper window ledger garden winter bridge river market teacher engine "
    "council letter voyage mountain orchard pepper ribbon saddle timber valley whisper yellow anchor basket candle "
    "dragon ember falcon granite hollow island jacket kettle ladder marble needle oyster pillar quiver rocket "
    "silver temple urchin velvet walnut yonder zephyr barley cinder damson elder ferret goblet hazel ivory juniper "
    "kernel linen magnet nutmeg onyx parcel quince raven spindle thistle umber violet willow yarrow acorn bramble"
)


def invent(seed: int, words: int = 150) -> str:
    """A text of its own: no two seeds share more than chance does."""
    pick, vocabulary = random.Random(seed), VOCABULARY.split(" ")
    return ". ".join(" ".join(pick.choices(vocabulary, k=10)) for _ in range(words // 10)) + "."


def edit(text: str, seed: int, rate: float = 0.04) -> str:
    """The text with some words left out and some put in."""
    pick = random.Random(seed)
    words = []
    for word in text.split(" "):
        if pick.random() < rate / 2:
            continue
        if pick.random() < rate / 2:
            words.append("reportedly")
        words.append(word)
    return " ".join(words)


def first(text: str, share: float) -> str:
    """The beginning of a text."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * share)])


def syndicate(text: str, outlet: str, credit: str) -> str:
    """A copy as an outlet prints it: header, credit line and footer around the story."""
    return "\n\n".join(
        [
            f"{outlet} | News",
            "By our staff",
            text,
            credit,
            f"© 2026 {outlet} Publishing. Write to the newsdesk or call {len(outlet) * 7919}. All rights reserved.",
        ]
    )


def shuffled(items: Sequence[str], seed: int) -> list[str]:
    """The items in another order."""
    return random.Random(seed).sample(items, len(items))
