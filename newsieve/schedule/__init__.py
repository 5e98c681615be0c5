"""When: a loop that crawls what is due, and the same for systemd and cron."""
