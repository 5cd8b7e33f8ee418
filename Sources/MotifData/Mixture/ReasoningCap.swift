/// How much of the tokens the domains that teach reasoning may take.
///
/// At every moment at most ``share``: what weights ask beyond it goes to the other domains in proportion
/// to their weights. And of all tokens drawn so far always less than ``cumulativeLimit``, whatever the
/// weights say.
public struct ReasoningCap: Sendable, Equatable {
  /// The share of all tokens drawn that is never reached.
  public static let cumulativeLimit = 0.1

  /// The domains of the group.
  public var domains: Set<String>
  /// The most of the tokens that the group takes at one moment; 0 holds it by the limit alone.
  public var share: Double

  /// A cap of the group of `domains`.
  public init(domains: Set<String>, share: Double = 0.095) {
    self.domains = domains
    self.share = share
  }

  /// Whether `tokens` more tokens of the group, after `group` of `total`, leave it below the limit.
  ///
  /// In whole numbers: g + n < (t + n) / 10.
  static func allows(_ tokens: Int, after group: Int, of total: Int) -> Bool {
    group + tokens <= (total + tokens - 1) / 10
  }
}
