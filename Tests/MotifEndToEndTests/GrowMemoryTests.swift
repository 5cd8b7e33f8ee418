import Foundation
import MotifCore
import MotifModel
import MotifTensor
import Testing

/// `grow` holds one tensor at a time, however large the source is.
@Suite struct GrowMemoryTests {
  /// A model of tensors of at most 1 MB in `folder/name`; returns its bytes.
  private func writeModel(_ place: Workplace, _ name: String, layers: Int) throws -> Int {
    var config = try #require(ModelPresets.named("nano-seed"))
    config.hiddenSize = 256
    config.intermediateSize = 1024
    config.layerCount = layers
    config.vocabSize = 256
    let folder = place.path + "/" + name
    try FileOperations.system.makeFolder(folder)
    try place.write(name + "/config.json", config.huggingFaceJSON)
    let tensors = config.parameterShapes.map {
      SafetensorsFile.Description(name: $0.name, shape: $0.shape)
    }
    try ShardPlan(tensors).write(to: folder) { tensor, sink throws(FileError) in
      try sink.append([Float](repeating: 0.5, count: tensor.elementCount))
    }
    return tensors.reduce(0) { $0 + $1.byteCount }
  }

  /// The most memory that growing `source` by one layer takes, as the kernel counts it.
  private func peak(_ place: Workplace, _ source: String, layers: Int) throws -> Int {
    var config = try ModelConfig(contentsOfFile: "\(place.path)/\(source)/config.json")
    config.layerCount = layers
    try place.write("target.json", config.huggingFaceJSON)
    let running = try Executable.start(
      [
        "grow", source, "--to", "target.json", "--out", source + "-grown", "--noise", "none",
        "--check-memory", "0",
      ], in: place.path)
    let status = "/proc/\(running.process.processIdentifier)/status"
    var peak = 0
    running.wait {
      let lines = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
      let line = lines.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      peak = max(peak, line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 } ?? 0)
      return false
    }
    let ended = try running.wait()
    #expect(ended.status == 0, "\(ended.all)")
    return peak
  }

  #if os(Linux)
    @Test func aLargerSourceTakesNoMoreMemory() throws {
      let place = try Workplace()
      let small = try writeModel(place, "small", layers: 1)
      let large = try writeModel(place, "large", layers: 14)
      #expect(large > small + 40_000_000)
      let least = try peak(place, "small", layers: 2)
      let most = try peak(place, "large", layers: 15)
      #expect(least > 0 && most - least < 12_000_000, "\(least) and \(most) bytes")
    }
  #endif
}
