extension Command {
  /// The text of `--help`, for the whole program or for one command.
  package static func helpText(topic: String) -> String {
    switch topic {
    case "train": trainHelp
    case "generate": generateHelp
    case "grow": growHelp
    case "compare": compareHelp
    case "report": reportHelp
    default: overview
    }
  }

  private static let overview = """
    motif-train: train Grouped Differential Attention language models.

    Usage:
      motif-train CONFIG [--set KEY=VALUE]…      train, for example Configs/quickstart.json
      motif-train --resume RUN                   continue a run from its newest whole checkpoint
      motif-train generate RUN --prompt TEXT     write text with a trained run
      motif-train report RUN                     draw the charts of a run, also while it trains
      motif-train compare RUN RUN…               put runs side by side
      motif-train grow FROM --to CONFIG --out DIR   enlarge a model, keeping what it computes
      motif-train --schema                       the JSON Schema of a config
      motif-train help COMMAND|KEY               more about train, generate, report, compare, grow;
                                                 about a config key or section; config: all keys

    Every command takes --json: the result, or the error, is then one JSON object on the standard
    output. Progress goes to the standard error.

    Exit codes: 0 done, 2 config or usage, 3 data or file, 4 numeric stop, 5 rank or communication,
    75 saved on a signal, 130 stopped by one with nothing to save.
    """

  private static let trainHelp = """
    motif-train CONFIG [options]: train a model as the config says.

      --set KEY=VALUE    change one value, such as --set optimizer.learningRate=1e-3; repeatable
                         (motif-train help config tells every key)
      --resume RUN       continue the run in that folder; CONFIG may be left out
      --check            check config, data and tokenizer settings, then stop
      --plan             say what the run will take (memory, disk, time, tokens of each source),
                         draw its schedules into OUTPUT/NAME.plan.svg, then stop
      --print-config     print every value and where it comes from, then stop
      --trace FILE       record the first 200,000 operations; FILE opens in chrome://tracing or Perfetto, and
                         the time of a step by operation is printed

    The run folder holds config.json, plan.svg, metrics.jsonl, report.html, event files for
    TensorBoard, tokenizer.json and checkpoints/, whose newest step has model.safetensors under Hugging Face
    names. Interrupt with Ctrl-C: the step is finished, a checkpoint is saved, and --resume
    continues with the same bits.
    """

  private static let generateHelp = """
    motif-train generate RUN --prompt TEXT [options]: continue a text.

      --prompt TEXT      what to continue
      --tokens N         how many tokens to write at most (128)
      --temperature T    0 takes the likeliest token; larger is freer (0.8)
      --top-k K          only the K likeliest tokens; 0 keeps all (0)
      --seed S           the seed of the choices (0)
    """

  private static let reportHelp = """
    motif-train report RUN [--html FILE]: draw the charts of a run.

      --html FILE        where to write the page (RUN/report.html)

    The page needs no network. It is drawn by itself when training ends or stops; drawn by hand, it
    shows a run that is still training.
    """

  private static let compareHelp = """
    motif-train compare RUN RUN… [--html FILE]: the key numbers of runs in one table.

      --html FILE        also write a page with the charts of all runs
    """

  private static let growHelp = """
    motif-train grow FROM --to CONFIG --out DIR [options]: enlarge a differential model so that it
    computes the same function, and write it to the new folder DIR under Hugging Face names.

      FROM               the folder of a run or of a model (config.json, safetensors, bf16 or f32)
      --to CONFIG        a preset, a model's config.json, or a training config with that model
      --out DIR          the folder to write; it must not exist
      --copies FORM      symmetric: every copy reads every copy; diagonal: each its own (symmetric)
      --noise DECIBELS   noise that cancels between copies, so that they part in training; or none,
                         and they stay equal for ever (10)
      --seed S           the seed of the noise (0)
      --storage TYPE     float32, or source: the source's type, where that keeps the function; from
                         bf16 only with --noise none and factors that are powers of two (float32)
      --bound X          the largest difference of logits, relative to the largest logit (1e-4)
      --check-memory G   compare the logits when both models fit G gibibytes, else say so (4)
      --text FILE        compare the logits on this text; --prompt TEXT on that; else on drawn tokens
      --plan             say what would be made and how large it is, then stop; FROM may be a preset

    The logits of both models are compared before DIR appears, which holds both in memory; above the
    bound nothing is written and the exit code is 3. Width, groups, signal heads and layers grow; head_dim and vocabulary stay.
    A config trains the result with "initialization": {"kind": "checkpoint", "from": "DIR"}, or grows
    by itself with {"kind": "grown", "from": "FROM"}; "trainable": "newBlocksOnly" trains the
    inserted layers alone.
    """
}
