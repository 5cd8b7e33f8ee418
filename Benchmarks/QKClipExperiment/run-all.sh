#!/bin/sh
# Trains Configs/qk-clip-experiment.json in every mode of QK-Clip and without it, three seeds of each,
# one run after the other.
#
#   sh Benchmarks/QKClipExperiment/run-all.sh [PROGRAM] [--set KEY=VALUE]…
#
# from the folder in which runs/ is to appear. PROGRAM is a built motif-train, by default that of
# `swift build -c release`. Settings that follow change every run, such as --set threads=1.
set -e
here=$(dirname "$0")
program=${1:-.build/release/motif-train}
[ $# -gt 0 ] && shift
mkdir -p runs/qk-clip

# train MODE SEED [--set KEY=VALUE]…
train() {
  name=$1-$2 seed=$2
  # A threshold that no logit reaches stands for no clip at all.
  case $1 in
  none) mode="optimizer.qkClip.threshold=1e9" ;;
  *) mode="optimizer.qkClip.mode=$1" ;;
  esac
  shift 2
  "$program" "$here/../../Configs/qk-clip-experiment.json" --set output=runs/qk-clip \
    --set name="$name" --set seed="$seed" --set "$mode" "$@" > "runs/qk-clip/$name.log" 2>&1 || {
    echo "$name failed, see runs/qk-clip/$name.log" >&2
    return 1
  }
}

for seed in 0 1 2; do
  for mode in none balanced balancedMinimum motifPublic motif3 qOnly; do
    train "$mode" "$seed" "$@"
  done
done
