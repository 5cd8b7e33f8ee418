// swift-tools-version: 6.2
import PackageDescription

// A package that uses this one as its users do: only public declarations, only products.
let package = Package(
  name: "example",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "motif-swift", path: "../..")],
  targets: [
    .executableTarget(
      name: "example",
      dependencies: ["MotifTensor", "MotifModel", "MotifData", "MotifOptimizer", "MotifTrainer"].map
      {
        .product(name: $0, package: "motif-swift")
      })
  ],
  swiftLanguageModes: [.v6]
)
