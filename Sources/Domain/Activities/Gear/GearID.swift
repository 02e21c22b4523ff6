package import Kernel

/// Names a bike or a pair of shoes, as clients see it: `b` or `g`, and a number.
package struct GearID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The two kinds of gear that v3 has, each with the letter that its ids begin with.
    package enum Kind: String, CaseIterable, Sendable {
        /// A bike.
        case bike = "b"
        /// A pair of shoes.
        case shoes = "g"

        /// What it is called on the wire, and in rows.
        package var word: String {
            switch self {
            case .bike: "bike"
            case .shoes: "shoes"
            }
        }

        /// The sport that the primary gear of the kind is the default for.
        package var primarySport: SportType {
            switch self {
            case .bike: .ride
            case .shoes: .run
            }
        }
    }

    /// The text.
    package let rawValue: String
    /// What it names.
    package let kind: Kind

    /// Reads an id; nil for anything that can't be one.
    package init?(rawValue: String) {
        guard let kind = rawValue.first.flatMap({ Kind(rawValue: String($0)) }),
            let number = Int64(rawValue.dropFirst()), number > 0, String(number) == rawValue.dropFirst(),
            number < 1 << 53
        else { return nil }
        self.rawValue = rawValue
        self.kind = kind
    }

    /// The id of new gear.
    package init(_ kind: Kind, _ number: ID<GearID>) {
        self.kind = kind
        rawValue = "\(kind.rawValue)\(number)"
    }

    /// What stands after the letter.
    package var number: ID<GearID> {
        ID(Int64(rawValue.dropFirst()) ?? 0)
    }

    /// The text.
    package var description: String { rawValue }
}

/// In the keys of events an id is its text.
extension GearID: Codable {}
