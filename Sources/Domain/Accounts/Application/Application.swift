package import FoundationEssentials
package import Kernel

/// A client of the API, registered by an athlete.
package struct Application: Equatable, Sendable {
    /// The client id of OAuth, and whose it is.
    package var id: ApplicationID
    package var owner: AthleteID
    /// What athletes are asked about.
    package var name: String
    package var description: String
    package var website: String?
    /// The only host that codes are sent to, besides localhost.
    package var callbackDomain: String
    /// An inactive application gets no tokens.
    package var isActive: Bool
    package var createdAt: Date
    package var updatedAt: Date

    /// How many applications an athlete may register.
    package static let maximumCount = 20
    /// Characters of the texts.
    static let maximumNameLength = 80
    static let maximumDescriptionLength = 500
    static let maximumWebsiteLength = 300
    /// Client ids fit into 31 bits, since clients keep them so.
    static let idRange: ClosedRange<Int64> = 1000...Int64(Int32.max)
}

/// A host name that codes may be sent to, as it is registered: no scheme, no port, no path.
struct CallbackDomain: Equatable {
    static let maximumBytes = 253

    /// In lower case.
    let text: String

    /// Checks a host name; throws a fault that names the field.
    init(_ typed: String?) throws(Fault) {
        guard let typed, !typed.isEmpty else { throw .missing("Application", "callback_domain") }
        let text = typed.trimmingWhitespace().lowercased()
        guard text.utf8.count <= CallbackDomain.maximumBytes,
            text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(CallbackDomain.isLabel)
        else { throw .invalid("Application", "callback_domain") }
        self.text = text
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { byte in
                byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
            }
    }
}
