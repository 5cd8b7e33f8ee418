import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTrainer

extension FuzzFormat {
  private static let step = "checkpoints/step-00000007"
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  private static let eight = "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"

  /// The manifest of a checkpoint.
  static let manifest = FuzzFormat(
    "manifest", file: step + "/manifest.json",
    seeds: [
      """
      {
        "version": 1,
        "step": 7,
        "files": {
          "a.txt": {"bytes": 3, "sha256": "\(abc)"},
          "b.txt": {"bytes": 3, "sha256": "\(abc)"}
        }
      }
      """,
      """
      {
        "version": 2,
        "step": 7,
        "tokens": 448,
        "score": 1.25,
        "mesh": {"ranks": 2},
        "files": {
          "a.txt": {"bytes": 3, "sha256": "\(abc)"},
          "c.bin": {"bytes": 8, "sha256": "\(eight)"},
          "d.bin": {"bytes": 8, "sha256": "\(eight)"}
        },
        "tensors": {
          "u": {"dtype": "U8", "shape": [], "shards": [{"file": "a.txt", "offset": 2, "start": [], "extent": []}]},
          "w": {"dtype": "BF16", "shape": [3, 2], "shards": [{"file": "c.bin", "offset": 0, "start": [0, 0], "extent": [2, 2]}, {"file": "d.bin", "offset": 4, "start": [2, 0], "extent": [1, 2]}, {"file": "d.bin", "offset": 8, "start": [3, 0], "extent": [0, 2]}]},
          "x": {"dtype": "F32", "shape": [1, 3], "shards": [{"file": "d.bin", "offset": 3, "start": [0, 2], "extent": [1, 1]}, {"file": "c.bin", "offset": 0, "start": [0, 0], "extent": [1, 2]}]}
        }
      }
      """,
      ManifestSeal.closing(
        """
        {
          "version": 3,
          "step": 7,
          "scheduled": false,
          "mesh": {"ranks": 1},
          "files": {
            "a.txt": {"bytes": 3, "sha256": "\(abc)"}
          },
          "tensors": {}
        """),
    ],
    prepare: { folder in
      for (name, text) in [
        ("a.txt", "abc"), ("b.txt", "abc"), ("c.bin", "abcdefgh"), ("d.bin", "abcdefgh"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(step)/\(name)"))
      }
    }
  ) { path in
    let store = CheckpointStore(path: folder(above: path, by: 2))
    for checkpoint in try store.checkpoints() { _ = try? checkpoint.checkSizes() }
    guard let checkpoint = try store.latest().checkpoint else {
      throw FileError(path: path, reason: "has no whole checkpoint")
    }
    let tensors = try CheckpointTensors(checkpoint)
    for (name, entry) in tensors.entries where entry.type.isFloatingPoint {
      _ = try tensors.tensor(name, shape: Shape(entry.shape))
    }
  }

  /// The training state of a checkpoint, handed on to the data that it is about.
  static let state = FuzzFormat(
    "state", file: step + "/state.json", bytes: [savedState(rows: 1), savedState(rows: 5)]
  ) { path in
    let store = CheckpointStore(path: folder(above: path, by: 2))
    for checkpoint in try store.checkpoints() {
      let state = try checkpoint.state()
      var data = stream
      try data.restore(state.data)
      for _ in 0..<3 { _ = data.next() }
      if var flops = state.flops {
        flops.add(tokens: data.tokensDrawn, pairs: data.tokensDrawn)
        flops.change(to: TrainingCost(perToken: 2, perPair: 1))
        _ = flops.total
      }
    }
  }

  /// `metrics.jsonl`: read, reported, and continued after a step.
  static let metrics = FuzzFormat(
    "metrics", file: "metrics.jsonl",
    seeds: [
      """
      {"v":1,"step":1,"loss":2.5,"tokens":128,"lambda":[0.2,null],"nonFinite":["lambda[1]"]}
      {"v":1,"step":2,"loss":1e-3,"phase":"a\\u00e9","bitsPerByte":{"web":1.5,"code":null},"x":[]}
      {"v":1,"step":3,"loss":null,"maxLogits":[],"gradientNorm":-0.0,"learningRate":1e308}

      """
    ]
  ) { path in
    if let records = try? MetricsLog.read(path) {
      for record in records {
        precondition(MetricsRecord(jsonLine: record.jsonLine) != nil, "\(record.jsonLine)")
      }
      _ = RunReport.html(title: "a", records: records)
      _ = RunComparison([.init(name: "a", records: records)]).text
    }
    var record = MetricsRecord(step: 3)
    record.add("loss", 1)
    try MetricsLog(path: path, resumedStep: 2).append(record)
    _ = try MetricsLog.read(path)
  }

  /// `selection.json`: the samples that a stage was begun with.
  static let selection = FuzzFormat(
    "selection", file: "selection.json",
    seeds: [
      #"{"sources":[{"kept":[0,2,9],"name":"talk","samples":10},{"kept":[],"name":"é","samples":0}]}"#
    ]
  ) { path in
    guard let kept = try KeptSamples.read(in: folder(above: path, by: 1)) else { return }
    for source in kept.sources {
      precondition(Set(source.kept).count == source.kept.count, "\(source.name) keeps one twice")
      precondition(
        source.kept.allSatisfy { (0..<source.samples).contains($0) },
        "\(source.name) keeps too many")
    }
  }

  /// `conversations.json`: what became of the rows of each source.
  static let accounts = FuzzFormat(
    "conversation-counts", file: "conversations.json",
    seeds: [
      #"""
      {"sources": [{"name": "talk", "counts": {"rows": 9, "taken": 5, "cut": 1, "split": 0,
       "tokensLost": 30, "faults": [{"kind": "tooLong", "count": 4, "first": "a.jsonl:3: x"}]}}]}
      """#
    ]
  ) { path in
    let accounts = try SampleAccount.read(
      json: Data(contentsOf: URL(fileURLWithPath: path)))
    var context = RunReport.Context()
    context.conversations = accounts
    _ = RunReport.html(title: "a", records: [], context: context)
  }

  /// `inside.json`: read and drawn.
  static let inside = FuzzFormat(
    "inside", file: "inside.json",
    seeds: [
      """
      {"activation":{"layers":[[0,1.5],[-1e3,2]],"places":[-3,3]},"attention":{"group":1,"lambda":0.5,
      "layer":0,"noise":[[1],[0.25,0.75]],"signal":[[1],[0.5,0.5]],"words":["a<","\\u00e9\\n"]},
      "clipThreshold":100,"lambda":[0.5,-1e-4],"step":9}
      """,
      """
      {"lambda":[],"step":1,"attention":{"group":0,"layer":3,"signal":[[1]],"words":[""]}}
      """,
    ]
  ) { path in
    var context = RunReport.Context()
    context.inside = try ModelInside(json: FileOperations.system.read(path))
    _ = RunReport.html(title: "a", records: [], context: context)
    _ = try context.inside?.json
  }

  private static func folder(above path: String, by levels: Int) -> String {
    (0..<levels).reduce(path) { path, _ in (path as NSString).deletingLastPathComponent }
  }

  /// Two small domains in rows of 16 tokens.
  private static let stream: BatchStream = {
    do {
      var config = BPETrainer.Config()
      config.vocabularySize = 260
      let documents = (0..<5).map { Document(text: "the hat \($0)", domain: "a") }
      let tokenizer = try BPETrainer.train(config, on: documents)
      let corpora = try ["a", "b"].map {
        try TokenizedCorpus(domain: $0, documents: documents, tokenizer: tokenizer)
      }
      var shape = BatchStream.Config()
      shape.rows = 2
      shape.length = 16
      return try BatchStream(
        corpora: corpora,
        schedule: CurriculumSchedule(.init(axis: .progress, knots: []), domains: ["a", "b"]),
        config: shape)
    } catch {
      preconditionFailure("the stream of the seed state cannot be made: \(error)")
    }
  }()

  /// The state of a run after `rows` batches, as a checkpoint holds it.
  private static func savedState(rows: Int) -> [UInt8] {
    do {
      var data = stream
      for _ in 0..<rows { _ = data.next() }
      let json = String(decoding: try JSONEncoder().encode(data.state), as: UTF8.self)
      let safety =
        "{\"detector\": {\"losses\": [2.5, 1]}, \"rateFactor\": 0.5, \"refusals\": "
        + "[{\"step\": 3, \"tokens\": 9, \"cause\": \"spike\", \"resumedFrom\": 2}]}"
      let computed =
        "{\"before\": 1.5e9, \"perToken\": 1024, \"perPair\": 8, \"tokens\": 16, \"pairs\": 40}"
      let text =
        "{\"step\": 7, \"tokens\": \(data.tokensDrawn), \"data\": \(json), "
        + (rows > 1 ? "\"computed\": \(computed), " : "")
        + "\"safety\": \(safety)}"
      return Array(text.utf8)
    } catch {
      preconditionFailure("the seed state cannot be made: \(error)")
    }
  }
}
