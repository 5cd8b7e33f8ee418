internal import Foundation
internal import MotifCore

/// The file `growth.json` beside grown weights: what training had computed for them before they grew.
struct GrowthRecord: Codable, Equatable {
  static let fileName = "growth.json"

  /// Floating-point operations.
  let trainingFLOPs: Double

  /// A record of weights for which training computed `trainingFLOPs`.
  init(trainingFLOPs: Double) { self.trainingFLOPs = trainingFLOPs }

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
  var text: String { "{\"trainingFLOPs\": \(trainingFLOPs)}\n" }
}
