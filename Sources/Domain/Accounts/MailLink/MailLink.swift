import FoundationEssentials
import Kernel

/// A link that was mailed: whoever follows it reads the mails of an address.
enum MailLink {
    /// What it is for.
    enum Purpose: String, Sendable, CaseIterable {
        /// To say that the address is right.
        case confirm
        /// To set a new password.
        case reset
    }

    /// Requests of one athlete or for one address in a quarter of an hour.
    static let maximumRequests = 5
}

extension MailLink.Purpose {
    /// How long the link is good.
    var lifetimeSeconds: Double {
        switch self {
        case .confirm: 7 * 86_400
        case .reset: 3600
        }
    }

    /// The page that it leads to.
    var path: String {
        switch self {
        case .confirm: "/account/confirm"
        case .reset: "/account/reset"
        }
    }

    /// The mail that brings it.
    func mail(to address: String, firstname: String, url: String) -> Mail {
        switch self {
        case .confirm:
            Mail(
                to: address, subject: "Confirm your e-mail address",
                text: """
                    Hello \(firstname),

                    please confirm that this is your address, within a week:

                    \(url)

                    If you have no account with us, ignore this mail.
                    """)
        case .reset:
            Mail(
                to: address, subject: "Set a new password",
                text: """
                    Hello \(firstname),

                    here you can set a new password, within an hour:

                    \(url)

                    If you didn't ask for this, ignore this mail; nothing has changed.
                    """)
        }
    }
}
