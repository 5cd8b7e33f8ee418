package import MotifCore

/// The keys of a config file, collected from the settings that own them.
///
/// Checking, `--schema`, `--print-config` and `help KEY` are driven by it. Types, ranges and meanings
/// stand beside the properties; defaults are what the Swift types encode.
package enum ConfigSchema {
  /// The whole file.
  package static let root = TrainConfig.section

  /// What people read about the keys.
  package static let reference = ConfigReference(root: root)
}
