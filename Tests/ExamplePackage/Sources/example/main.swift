import Foundation
import MotifData
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTrainer

// What a user of the package does: an own layer, operation and update rule trained by hand, then a
// language model that is trained, saved, loaded and asked to write. Ends with status 1 when something
// is not as it should be.

func fail(_ sentence: String) -> Never {
  FileHandle.standardError.write(Data("example: \(sentence)\n".utf8))
  exit(1)
}

func require(_ holds: Bool, _ sentence: String) {
  if !holds { fail(sentence) }
}

// 1. The operation's gradient is that of its formula.
let points: [Float] = (0..<65).map { Float($0) * 0.1 - 3.2 }.filter { abs($0) > 1e-3 }
let error = gradientError(
  of: { $0.squaredReLU() }, formula: { $0 > 0 ? $0 * $0 : 0 }, at: points)
require(error < 1e-6, "the gradient of squaredReLU is off by \(error)")
print("gradient of the own operation: largest relative error \(error)")

// 2. The layer learns a² + b², which squared ReLUs can express exactly, with the own rule.
let store = ParameterStore()
let net = try FeedForwardNet(
  width: 2, hidden: 24, in: ParameterScope(store: store, source: SmallNumbers()))
let optimizer = Optimizer(parameters: store) { SignMomentum(for: $0.spec) }
let inputs = Tensor(normal: [128, 2], scale: 1, seed: 1, name: "inputs")
let targets = Tensor(
  (0..<128).map {
    inputs.values[2 * $0] * inputs.values[2 * $0]
      + inputs.values[2 * $0 + 1] * inputs.values[2 * $0 + 1]
  }, shape: [128, 1])
var losses: [Float] = []
for step in 1...300 {
  let difference = net(inputs) - targets
  let loss = (difference * difference).mean()
  losses.append(loss.item)
  var gradients = loss.backward()
  let norm = optimizer.gradientNorm(gradients)
  _ = try optimizer.step(
    &gradients, learningRate: step < 200 ? 4e-3 : 1e-3, gradientNorm: norm, gradientClip: 1,
    maxLogits: [])
}
require(losses[299] < losses[0] / 10, "the loss went from \(losses[0]) to \(losses[299]) only")
print("loss of the own layer: \(losses[0]) → \(losses[299])")

// 3. A language model is trained by hand, saved, loaded, and writes the same text.
let documents = (0..<80).map { Document(text: "\($0 % 9)+1=\($0 % 9 + 1).", domain: "sums") }
var vocabulary = BPETrainer.Config()
vocabulary.vocabularySize = 262
let tokenizer = try BPETrainer.train(vocabulary, on: documents)
guard var config = ModelPresets.named("nano-seed") else {
  fail("there is no preset nano-seed; there are \(ModelPresets.names)")
}
config.layerCount = 2
config.vocabSize = tokenizer.vocabularySize
let model = try CausalLanguageModel(config, seed: 1)
let corpus = try TokenizedCorpus(domain: "sums", documents: documents, tokenizer: tokenizer)
var batches = BatchStream.Config()
(batches.rows, batches.length) = (8, 32)
var stream = try BatchStream(
  corpora: [corpus], schedule: CurriculumSchedule(.init(), domains: ["sums"]), config: batches)
let step = TrainStep(
  model: model, optimizer: Optimizer(.muonClip(.init(), QKClip(), interval: 1), model: model))
var loss = 0.0
for _ in 0..<60 { loss = try step(stream.next(), microBatchRows: 8, learningRate: 4e-3).loss }
require(loss < 1.5, "the loss of the language model is still \(loss)")

let folder = FileManager.default.temporaryDirectory
  .appendingPathComponent("motif-example-\(UUID().uuidString)").path
defer { try? FileManager.default.removeItem(atPath: folder) }
let trained = TrainedModel(model, tokenizer: tokenizer)
try trained.save(to: folder)
var streamed = ""
let loaded = try TrainedModel(run: folder)
let text = try loaded.generate("3+1=", tokens: 6) { streamed += $0 }
require(text.text == streamed, "what was streamed is not what was returned")
require(try trained.generate("3+1=", tokens: 6) == text, "the loaded model writes another text")
print("3+1=\(text.text)")
