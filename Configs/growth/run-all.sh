#!/bin/sh
# Runs the growth experiment: seed models, what grows from them, and the target from scratch at
# equal total compute, three seeds of each; one thread a run, all runs beside each other.
#
#   sh Configs/growth/run-all.sh [PROGRAM] [--set KEY=VALUE]…
#
# from the folder in which runs/ is to appear. PROGRAM is a built motif-train, by default that of
# `swift build -c release`. Settings that follow shorten every run, such as --set training.steps=2.
set -e
here=$(dirname "$0")
program=${1:-.build/release/motif-train}
[ $# -gt 0 ] && shift
mkdir -p runs/growth

# train NAME RECIPE SEED [--set KEY=VALUE]…
train() {
  name=$1-$3 recipe=$2 seed=$3
  shift 3
  "$program" "$here/$recipe.json" --set seed="$seed" --set name="$name" "$@" \
    > "runs/growth/$name.log" 2>&1 || {
    echo "$name failed, see runs/growth/$name.log" >&2
    return 1
  }
}

# The same for a recipe of stages. What grows trains for steps of its own, which settings that
# shorten a run have to name.
grow() {
  for word; do
    case $word in training.steps=*) set -- "$@" --set "stages.train.$word" ;; esac
  done
  train "$@"
}

arms() {
  seed=$1
  shift
  jobs=
  for recipe in seed scratch; do train $recipe $recipe "$seed" "$@" & jobs="$jobs $!"; done
  for recipe in grown-noisy grown-noise-free depth depth-new-blocks; do
    grow $recipe $recipe "$seed" "$@" & jobs="$jobs $!"
  done
  # The rate of the recipes is the best one from scratch; weights that were trained may want less.
  for rate in 1e-3 2e-3; do
    train "scratch-$rate" scratch "$seed" --set optimizer.learningRate=$rate "$@" &
    jobs="$jobs $!"
    grow "grown-noisy-$rate" grown-noisy "$seed" \
      --set stages.train.optimizer.learningRate=$rate "$@" &
    jobs="$jobs $!"
  done
  for job in $jobs; do wait "$job"; done
}

all=
for seed in 0 1 2; do arms "$seed" "$@" & all="$all $!"; done
for job in $all; do wait "$job"; done
tar -czf growth-metrics.tar.gz runs/growth/*/metrics.jsonl \
  runs/growth/*/stages/*/metrics.jsonl runs/growth/*/config.json runs/growth/*.log
echo "metrics of all runs: growth-metrics.tar.gz"
