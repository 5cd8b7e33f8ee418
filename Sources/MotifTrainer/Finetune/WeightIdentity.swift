internal import Foundation
internal import MotifCore

/// What tells the weights of a folder from others, so that scores of one model are not taken for
/// another's.
enum WeightIdentity {
  /// A hash of the manifest, or of the names and sizes of the files where there is none.
  static func of(_ weights: WeightFolder) throws(FileError) -> String {
    let (path, operations) = (weights.path, FileOperations.system)
    let manifest = path + "/manifest.json"
    if FileManager.default.fileExists(atPath: manifest) {
      let text = String(decoding: try operations.read(manifest), as: UTF8.self)
      return String(ContentHash.of(text, seed: 0), radix: 16)
    }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    var files = path
    for name in names where !isFolder(path + "/" + name) {
      files += "\n\(name) \(try operations.byteCount(path + "/" + name))"
    }
    return String(ContentHash.of(files, seed: 0), radix: 16)
  }

  /// Whether there is a folder, such as one with evaluations, which is no part of the weights.
  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
