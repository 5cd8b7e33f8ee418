// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The kernels are compiled for one instruction set, chosen here and nowhere else.
// Default: what this machine offers. MOTIF_CPU=x86-64 | x86-64-v3 | x86-64-v4 | native overrides it.
// Tools version 6.2 is the first that lets a versioned dependency carry unsafeFlags.

/// The highest x86-64 level whose features are all listed in /proc/cpuinfo.
func hostLevel() -> String {
  guard let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
    let line = info.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
  else { return "x86-64" }
  let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init))
  let v3 = ["avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "abm"]
  let v4 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
  guard flags.isSuperset(of: v3) else { return "x86-64" }
  return flags.isSuperset(of: v4) ? "x86-64-v4" : "x86-64-v3"
}

#if arch(x86_64)
  let requested = Context.environment["MOTIF_CPU"] ?? hostLevel()
  let level = requested == "native" ? hostLevel() : requested
  let known = ["x86-64", "x86-64-v3", "x86-64-v4"]
  if !known.contains(level) {
    let names = known.joined(separator: ", ")
    let sentence = "MOTIF_CPU=\(requested) is unknown; use \(names) or native\n"
    FileHandle.standardError.write(Data(sentence.utf8))
    exit(1)
  }
  let march = ["-Xcc", "-march=\(requested)"]
  // Units for bfloat16 products, which a kernel asks the processor for before it uses them; the
  // compiler does not use them by itself. Swift has no name for the vectors of `__bf16`: as `short`
  // the header's functions can be called.
  let units =
    level == "x86-64-v4"
    ? ["-mavx512bf16", "-mamx-tile", "-mamx-bf16", "-D__bf16=short"].flatMap { ["-Xcc", $0] } : []
  let cpuDefines: [SwiftSetting] =
    (level == "x86-64" ? [] : [.define("MOTIF_FMA")])
    + (level == "x86-64-v4" ? [.define("MOTIF_AVX512")] : [])
#else
  let march: [String] = []
  let units: [String] = []
  let cpuDefines: [SwiftSetting] = []
#endif

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// MOTIF_FUZZ=1 builds for libFuzzer: Tests/MotifFuzz gains its long mode.
let isFuzzing = Context.environment["MOTIF_FUZZ"] == "1"
let fuzzing: [SwiftSetting] =
  isFuzzing
  ? [
    .define("MOTIF_LIBFUZZER"), .unsafeFlags(["-sanitize=fuzzer,address"]),
    .enableExperimentalFeature("Extern"),
  ] : []
let fuzzLinking: [LinkerSetting] =
  isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])] : []

// MOTIF_SANITIZE=1 leaves out the intrinsics that the thread sanitizer makes calls that may throw,
// which LLVM refuses; take it with MOTIF_CPU=x86-64-v3, which has no tiles.
let sanitized: [SwiftSetting] =
  Context.environment["MOTIF_SANITIZE"] == "1" ? [.define("MOTIF_SANITIZE")] : []

/// Kernels are optimised in debug builds too: unoptimised SIMD code is about 300 times slower.
let kernel: [SwiftSetting] =
  strict + cpuDefines + sanitized
  + [
    .unsafeFlags(["-Ounchecked"] + march + units), .enableExperimentalFeature("Extern"),
    .enableExperimentalFeature("BuiltinModule"),
  ]

/// Text handling and tensor bookkeeping are loops over bytes and nodes, so debug builds optimise
/// them as well; every precondition stays.
let optimised: [SwiftSetting] =
  strict + cpuDefines + [.unsafeFlags(["-O"], .when(configuration: .debug))] + fuzzing

let package = Package(
  name: "motif-swift",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "MotifTensor", targets: ["MotifTensor"]),
    .library(name: "MotifModel", targets: ["MotifModel"]),
    .library(name: "MotifData", targets: ["MotifData"]),
    .library(name: "MotifDistributed", targets: ["MotifDistributed"]),
    .library(name: "MotifOptimizer", targets: ["MotifOptimizer"]),
    .library(name: "MotifEvaluation", targets: ["MotifEvaluation"]),
    .library(name: "MotifConfig", targets: ["MotifConfig"]),
    .library(name: "MotifTrainer", targets: ["MotifTrainer"]),
    .executable(name: "motif-train", targets: ["motif-train"]),
  ],
  targets: [
    .target(name: "MotifVector", swiftSettings: kernel),
    .target(name: "MotifKernels", dependencies: ["MotifVector"], swiftSettings: kernel),
    .target(name: "MotifCore", swiftSettings: optimised),
    .target(name: "MotifDistributed", dependencies: ["MotifCore"], swiftSettings: optimised),
    .target(
      name: "MotifTensor",
      dependencies: ["MotifKernels", "MotifVector", "MotifCore", "MotifDistributed"],
      swiftSettings: optimised),
    .target(name: "MotifData", dependencies: ["MotifCore"], swiftSettings: optimised),
    .target(
      name: "MotifModel", dependencies: ["MotifTensor", "MotifCore"], swiftSettings: optimised),
    .target(
      name: "MotifOptimizer",
      dependencies: ["MotifModel", "MotifTensor", "MotifDistributed", "MotifData", "MotifCore"],
      swiftSettings: optimised),
    .target(
      name: "MotifEvaluation",
      dependencies: ["MotifModel", "MotifTensor", "MotifData", "MotifCore"],
      swiftSettings: optimised),
    .target(name: "MotifReport", dependencies: ["MotifCore"], swiftSettings: optimised),
    .target(
      name: "MotifConfig",
      dependencies: [
        "MotifOptimizer", "MotifModel", "MotifTensor", "MotifData", "MotifCore",
      ], swiftSettings: optimised),
    .target(
      name: "MotifTrainer",
      dependencies: [
        "MotifConfig", "MotifOptimizer", "MotifEvaluation", "MotifReport", "MotifModel",
        "MotifTensor", "MotifDistributed", "MotifData", "MotifCore",
      ], swiftSettings: optimised),
    .target(
      name: "MotifCommand",
      dependencies: [
        "MotifTrainer", "MotifConfig", "MotifEvaluation", "MotifOptimizer", "MotifReport",
        "MotifModel",
        "MotifData", "MotifDistributed", "MotifCore",
      ], swiftSettings: optimised),
    .executableTarget(
      name: "motif-train",
      dependencies: ["MotifCommand", "MotifTrainer", "MotifTensor", "MotifCore"],
      swiftSettings: strict),
    .executableTarget(
      name: "motif-bench",
      dependencies: [
        "MotifKernels", "MotifVector", "MotifTensor", "MotifModel", "MotifOptimizer", "MotifReport",
        "MotifTrainer", "MotifDistributed", "MotifData", "MotifCore",
      ],
      path: "Benchmarks/MotifBench", swiftSettings: kernel),
    .executableTarget(
      name: "growth-experiment", dependencies: ["MotifTrainer", "MotifReport", "MotifCore"],
      path: "Benchmarks/GrowthExperiment", swiftSettings: strict),
    .executableTarget(
      name: "qk-clip-experiment",
      dependencies: ["MotifTrainer", "MotifReport", "MotifModel", "MotifTensor", "MotifCore"],
      path: "Benchmarks/QKClipExperiment", exclude: ["run-all.sh"], swiftSettings: strict),
    .executableTarget(
      name: "mutations", path: "Benchmarks/Mutations", exclude: ["mutations.json"],
      swiftSettings: strict),
    .executableTarget(
      name: "motif-fuzz",
      dependencies: [
        "MotifCommand", "MotifTrainer", "MotifEvaluation", "MotifOptimizer", "MotifReport",
        "MotifData", "MotifModel", "MotifTensor", "MotifCore",
      ], path: "Tests/MotifFuzz",
      swiftSettings: optimised, linkerSettings: fuzzLinking),
    .target(
      name: "MotifTestSupport",
      dependencies: [
        "MotifCore", "MotifData", "MotifDistributed", "MotifKernels", "MotifModel", "MotifTensor",
      ],
      path: "Tests/MotifTestSupport", swiftSettings: optimised),
    .target(
      name: "MotifCommunicatorContract", dependencies: ["MotifDistributed", "MotifCore"],
      path: "Tests/MotifCommunicatorContract", swiftSettings: strict),
    .executableTarget(
      name: "motif-mpi-check", dependencies: ["MotifCommunicatorContract", "MotifDistributed"],
      path: "Tests/MotifMPICheck", swiftSettings: strict),
    .testTarget(
      name: "MotifKernelsTests",
      dependencies: [
        "MotifCore", "MotifKernels", "MotifVector", "MotifTensor", "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifTestSupportTests", dependencies: ["MotifTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MotifCoreTests",
      dependencies: ["MotifCore", "MotifTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MotifTensorTests",
      dependencies: [
        "MotifCore", "MotifDistributed", "MotifTensor", "MotifKernels", "MotifVector",
        "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifModelTests",
      dependencies: ["MotifCore", "MotifModel", "MotifTensor", "MotifTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MotifDataTests",
      dependencies: ["MotifCore", "MotifData", "MotifTensor", "MotifTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MotifDistributedTests",
      dependencies: [
        "MotifCommunicatorContract", "MotifCore", "MotifDistributed", "MotifTestSupport",
        "motif-mpi-check",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifOptimizerTests",
      dependencies: [
        "MotifOptimizer", "MotifCore", "MotifData", "MotifDistributed", "MotifKernels",
        "MotifModel",
        "MotifTensor",
        "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifEvaluationTests",
      dependencies: [
        "MotifEvaluation", "MotifCore", "MotifData", "MotifModel", "MotifTensor",
        "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifReportTests",
      dependencies: ["MotifReport", "MotifCore", "MotifTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MotifConfigTests",
      dependencies: [
        "MotifConfig", "MotifOptimizer", "MotifCore", "MotifData", "MotifModel", "MotifTensor",
        "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifTrainerTests",
      dependencies: [
        "MotifTrainer", "MotifOptimizer", "MotifReport", "MotifCore", "MotifData",
        "MotifDistributed", "MotifKernels", "MotifModel", "MotifTensor", "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifCommandTests",
      dependencies: [
        "MotifCommand", "MotifTrainer", "MotifEvaluation", "MotifReport", "MotifCore", "MotifData",
        "MotifModel", "MotifTensor", "MotifTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MotifStructureTests",
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .testTarget(
      name: "MotifEndToEndTests",
      dependencies: [
        "MotifTrainer", "MotifReport", "MotifModel", "MotifTensor", "MotifData", "MotifCore",
        "MotifTestSupport", "motif-train", "motif-fuzz",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
