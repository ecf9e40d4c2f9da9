# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Running steps: one line for each, a log for each, and the sum of their tests at the end.
# A step is a function step_NAME. One that runs many tests leaves "passed failed skipped" in $COUNTS; any other is one test.
# shellcheck shell=bash
set -euo pipefail

readonly LOGS=$WORK/logs
PASSED=0 FAILED=0 SKIPPED=0

is_step() {
  declare -F "step_$1" > /dev/null
}

start_report() {
  rm -rf "$LOGS"
  mkdir -p "$LOGS"
}

count_junit() { # FILES
  python "$ROOT/tools/junit_count.py" "$@" > "$COUNTS"
}

mark_absent() { # for a step whose folder is not there yet
  printf 'absent\n' > "$COUNTS"
}

run_step() { # NAME[@ARGUMENT]: leaves NAME.log, NAME.counts and, when both are written, NAME.done
  local code step=${1%%@*} start=$SECONDS arguments=()
  [ "$step" = "$1" ] || arguments=("${1#*@}")
  COUNTS=$LOGS/$1.counts
  # Not "step || code=$?": left of "||" bash ignores "set -e", so a step would go on after a failure.
  set +e
  (
    set -e
    "step_$step" "${arguments[@]}"
  ) > "$LOGS/$1.log" 2>&1 < /dev/null
  code=$?
  set -e
  printf '%s %s\n' "$code" "$((SECONDS - start))" > "$LOGS/$1.done"
}

run_steps() { # JOBS NAMES
  local jobs=$1 name
  shift
  for name in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
      wait -n || true
      report_finished
    done
    run_step "$name" &
  done
  while [ "$(jobs -rp | wc -l)" -gt 0 ]; do
    wait -n || true
    report_finished
  done
  report_finished
}

report_finished() {
  local file
  for file in "$LOGS"/*.done; do
    [ -e "$file" ] || continue
    report_step "$(basename "$file" .done)"
    rm "$file"
  done
}

report_step() { # NAME
  local code seconds passed failed skipped verdict=ok
  read -r code seconds < "$LOGS/$1.done"
  if [ "$code" -eq 0 ]; then passed=1 failed=0; else passed=0 failed=1; fi
  skipped=0
  if [ -s "$LOGS/$1.counts" ]; then read -r passed failed skipped < "$LOGS/$1.counts"; fi
  if [ "$passed" = absent ]; then
    printf 'skip  %-14s (no files yet)\n' "$1"
    return
  fi
  # A tool that stops half-way counts no failure; a suite that runs nothing fails nothing. Neither is a success.
  if [ "$failed" -eq 0 ] && { [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
  if [ "$failed" -gt 0 ]; then verdict=FAIL; fi
  printf '%-5s %-14s %4s s %6s tests\n' "$verdict" "$1" "$seconds" "$((passed + failed + skipped))"
  if [ "$verdict" = FAIL ]; then show_log "$1" "$code"; fi
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
}

show_log() { # NAME CODE
  printf -- '----- %s ended with %s; from its log:\n' "$1" "$2"
  # Some tools report an error and go on at length.
  grep -E '^(ERROR|FATAL): ' "$LOGS/$1.log" || tail -n 60 "$LOGS/$1.log"
  printf -- '----- the whole log: %s\n' "$LOGS/$1.log"
}

mark_not_tested() { # WHAT WHY
  printf 'skip  %-14s not tested: %s\n' "$1" "$2"
  SKIPPED=$((SKIPPED + 1))
}

finish_report() {
  local sum="$PASSED passed, $FAILED failed"
  [ "$SKIPPED" -eq 0 ] || sum+=", $SKIPPED skipped"
  printf '%s\n' "$sum" | tee "$LOGS/summary"
  [ "$FAILED" -eq 0 ]
}

run_step_here() { # NAME ARGUMENTS: one step alone, its output on the terminal
  COUNTS=$LOGS/$1.counts
  "step_$1" "${@:2}"
  [ ! -s "$COUNTS" ] || printf 'passed, failed, skipped: %s\n' "$(cat "$COUNTS")"
}
