#!/bin/bash
# The same once more: what differs between the two is the machine's spread (A/A).
exec bash "$(dirname "$0")/mailgauge.sh" "$@"
