internal import Foundation
internal import MotifKernels

/// Whether this processor has the instructions that the build uses, and the unit that was asked for.
///
/// A build for AVX2 or AVX-512 dies with SIGILL elsewhere; a program asks here first.
public enum ProcessorCheck {
  /// A sentence that names what is missing and how to build without it; nil when all is there.
  public static var problem: String? {
    guard !required.isEmpty,
      let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
      let line = info.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
    else { return ProductUnit.problem }
    let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init))
    return problem(processor: flags) ?? ProductUnit.problem
  }

  static func problem(processor flags: Set<String>) -> String? {
    let missing = required.filter { !flags.contains($0) }
    guard !missing.isEmpty else { return nil }
    return "this build needs \(missing.joined(separator: ", ")), which this processor lacks; "
      + "build with MOTIF_CPU=x86-64 swift build, or on this machine"
  }

  #if MOTIF_AVX512
    static let required = [
      "avx2", "fma", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl",
    ]
  #elseif MOTIF_FMA
    static let required = ["avx2", "fma", "bmi2", "f16c"]
  #else
    static let required: [String] = []
  #endif
}
