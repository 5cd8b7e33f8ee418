/// What one rank brings to a collective, for the clock.
package struct VirtualCollective: Sendable, Equatable {
  /// The group, by how it was formed.
  package let group: String
  /// How many ranks the group has.
  package let members: Int
  /// Which collective of the group it is, counted from 0.
  package let sequence: Int
  /// What is shown.
  package let name: String
  /// How long it takes when no rank brings more than this one.
  package let seconds: Double
  /// How many steps of the compute queue have to be over before it can begin on this rank.
  package let after: Int

  package init(
    group: String, members: Int, sequence: Int, name: String, seconds: Double, after: Int
  ) {
    self.group = group
    self.members = members
    self.sequence = sequence
    self.name = name
    self.seconds = seconds
    self.after = after
  }
}
