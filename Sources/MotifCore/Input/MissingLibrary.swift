/// A library of the system that cannot be used, in words that go on after the name of a file.
struct MissingLibrary: Error, Equatable {
  /// What the file needs, why that cannot be had, and what to install.
  let reason: String
}
