#!/usr/bin/env bash
# Kills builds with SIGKILL at N random moments (100 unless said) and holds the end to an undisturbed build's manifest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."
mvn -q -pl jobs -am test -Dtest=KilledBuildIT -Dsurefire.failIfNoSpecifiedTests=false -Dzydeco.kills="${1:-100}"
