internal import Foundation
internal import MotifCore

/// The file `growth.json` beside grown weights: how they were trained before they grew.
struct GrowthRecord: Codable, Equatable {
  static let fileName = "growth.json"

  /// Floating-point operations.
  let trainingFLOPs: Double
  /// Nil where nothing said them.
  var learningRates: LearningRates?

  /// A record of weights for which training computed `trainingFLOPs` at `learningRates`.
  init(trainingFLOPs: Double, learningRates: LearningRates? = nil) {
    self.trainingFLOPs = trainingFLOPs
    self.learningRates = learningRates
  }

  /// The record of the weights in `folder`; throws ``FileError`` when there is none.
  init(folder: String) throws(FileError) {
    let path = folder + "/" + Self.fileName
    let data = try FileOperations.system.read(path)
    guard let record = try? JSONDecoder().decode(Self.self, from: data) else {
      throw FileError(path: path, reason: "is not the record of a growth")
    }
    self = record
  }

  /// The file's text.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }
}
