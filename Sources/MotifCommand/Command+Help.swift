internal import MotifModel

extension Command {
  /// The text of `--help`, for the whole program or for one command.
  package static func helpText(topic: String) -> String {
    switch topic {
    case "train": trainHelp
    case "generate": generateHelp
    case "chat": chatHelp
    case "evaluate": evaluateHelp
    case "grow": growHelp
    case "synth": synthHelp
    case "tokenize": tokenizeHelp
    case "inspect": inspectHelp
    case "compare": compareHelp
    case "report": reportHelp
    default: overview
    }
  }

  private static let overview = """
    motif-train: train Grouped Differential Attention language models.

    Usage:
      motif-train CONFIG [--set KEY=VALUE]…      train, for example Configs/quickstart.json
      motif-train CONFIG --check                 look for mistakes, missing files and too little memory
      motif-train CONFIG --plan                  memory, disk, time and tokens before you start
      motif-train CONFIG --print-config          every value and where it comes from
      motif-train CONFIG --trace FILE            train, and record where the time goes
      motif-train --resume RUN                   continue a run from its newest whole checkpoint
      motif-train generate RUN --prompt TEXT     write text with a trained run or model
      motif-train chat RUN                       talk to a run that was fine-tuned on conversations
      motif-train evaluate RUN --tasks NAME,…    measure what a run or model can do
      motif-train report RUN                     draw the charts of a run, also while it trains
      motif-train compare RUN RUN…               put runs side by side
      motif-train grow FROM --to CONFIG --out DIR   enlarge a model, keeping what it computes
      motif-train synth --family NAME --out FILE    make tasks with steps and answers
      motif-train tokenize CONFIG                write the tokens of its sources, for runs to read
      motif-train inspect CONFIG                 the first batch, with what of it is trained
      motif-train --schema                       the JSON Schema of a config
      motif-train --version                      the version of this program
      motif-train help COMMAND|KEY               more about train, generate, chat, evaluate, report,
                                                 compare, grow, synth, tokenize, inspect; about a config key or section; config: all keys

    Presets, for "extends" in a config and for grow --to:
      \(wrapped(ModelPresets.names))

    Every command takes --json: the result, or the error, is then one JSON object on the standard
    output. Progress goes to the standard error.

    Exit codes: 0 done, 2 config or usage, 3 data or file, 4 numeric stop, 5 rank or communication,
    75 saved on a signal, 130 stopped by one with nothing to save.
    """

  /// Names side by side in lines that fit a terminal.
  private static func wrapped(_ names: [String]) -> String {
    var lines = [""]
    for name in names {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = name
      } else if line.count + name.count < 84 {
        lines[lines.count - 1] += ", " + name
      } else {
        lines[lines.count - 1] += ","
        lines.append(name)
      }
    }
    return lines.joined(separator: "\n  ")
  }

  private static let trainHelp = """
    motif-train CONFIG [options]: train a model as the config says.

      --set KEY=VALUE    change one value, such as --set optimizer.learningRate=1e-3; repeatable
                         (motif-train help config tells every key)
      --resume RUN       continue the run in that folder; CONFIG may be left out
      --from-start       with --resume: begin again where steps were logged and no checkpoint is left
      --check            check config, data, tokenizer settings and memory, then stop
      --plan             say what the run will take (memory, disk, time, tokens of each source),
                         draw its schedules into OUTPUT/NAME.plan.svg, then stop
      --world N          with --plan: say for N ranks who holds and orthogonalises what, what travels,
                         and what a step of the optimizer takes, on a virtual clock, with the meshes and
                         Muon's settings of the config's parallel section
      --cluster FILE     with --world: the cluster's constants as JSON, over those of H200; --json
                         shows them under "cluster"
      --print-config     print every value and where it comes from, then stop
      --trace FILE       record the first 200,000 operations; FILE opens in chrome://tracing or Perfetto, and
                         the time of a step by operation is printed

    Several ranks train together: as threads with --set parallel.ranks=4, or as processes with
    mpirun -n 4 motif-train CONFIG; motif-train help parallel tells what each of them holds.

    The run folder holds config.json, plan.svg, metrics.jsonl, results.json (validation, exact match
    and samples of the end), inside.json (what is inside the model then), report.html, event files for
    TensorBoard, tokenizer.json and checkpoints/, whose newest step has model.safetensors under Hugging
    Face names. Interrupt with Ctrl-C: the step is finished, a checkpoint is saved, and --resume
    continues with the same bits.
    """

  private static let generateHelp = """
    motif-train generate RUN [options]: continue a text, or write one from a document's start.

      --prompt TEXT      what to continue; - reads the standard input; without it a document begins
      --prompt-file FILE what to continue is in that file, to its last byte
      --tokens N         how many tokens to write at most (128)
      --samples N        how many texts to write, each with choices of its own (1)
      --temperature T    0 takes the likeliest token; larger is freer (0.8)
      --top-k K          only the K likeliest tokens; 0 keeps all (0)
      --top-p P          only the likeliest tokens that together reach probability P; 1 keeps all (1)
      --min-p P          only tokens at least P times as likely as the likeliest; 0 keeps all (0)
      --repetition-penalty X
                         above 1, tokens of the text so far become less likely (1)
      --seed S           the seed of the choices (0)

    Of a prompt that is longer than the model's context only the end is read, and the standard error
    says how much was cut. With --json, "stop" tells why each text ends: endOfText, length (--tokens
    are written) or context (the model's context is full).
    """

  private static let reportHelp = """
    motif-train report RUN [--html FILE]: draw the page of a run, or of a run of stages.

      --html FILE        where to write the page (RUN/report.html)

    The page needs no network. It begins with what the model has learned; how it was trained, what is
    inside it and how the machine did come after that. It is drawn by itself when training ends or
    stops; drawn by hand, it shows a run that is still training. That of a run of stages has links to
    the pages of its stages.
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
