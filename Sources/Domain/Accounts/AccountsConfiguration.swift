package import Crypto
package import Kernel

/// What the accounts of an installation can be told by environment variables.
package struct AccountsConfiguration: Sendable {
    /// The address under which clients reach the server, without a slash at its end; for links in mails.
    package var publicURL: String
    /// The folder of the development mailer.
    package var mailDirectory: String
    /// Whom mails come from.
    package var mailSender: String
    /// What hashing a password costs.
    package var passwordCost: PasswordCost
    /// Log-ins, successful or not, from one address in a quarter of an hour.
    package var maximumLogInsPerAddress: Int
    /// Registrations from one address in a quarter of an hour.
    package var maximumRegistrationsPerAddress: Int
    /// Requests for a new password from one address in a quarter of an hour.
    package var maximumResetsPerAddress: Int

    /// Reads the settings; what is wrong with them is noted in the reader.
    package init(_ reader: inout ConfigurationReader, publicURL: String) {
        reader.begin(section: "Accounts")
        var url = publicURL
        while url.hasSuffix("/") { url.removeLast() }
        self.publicURL = url
        mailDirectory = reader.string("MAIL_DIR", default: ".local/mail", "Folder that mails are written to.")
        mailSender = reader.string(
            "MAIL_FROM", default: "slipstream@localhost", "The address that mails come from.")
        let memory = reader.integer(
            "PASSWORD_MEMORY_KIBIBYTES", default: PasswordCost.standard.memoryKibibytes,
            in: PasswordCost.memoryKibibytesRange, "Memory of one password hash (Argon2id).")
        let passes = reader.integer(
            "PASSWORD_PASSES", default: PasswordCost.standard.passes, in: PasswordCost.passesRange,
            "Passes of one password hash.")
        passwordCost = PasswordCost(memoryKibibytes: memory, passes: passes) ?? .standard
        maximumLogInsPerAddress = reader.integer(
            "LOG_INS_PER_ADDRESS", default: 300, in: 1...1_000_000, "Log-ins from one address in 15 minutes.")
        maximumRegistrationsPerAddress = reader.integer(
            "REGISTRATIONS_PER_ADDRESS", default: 200, in: 1...1_000_000,
            "Registrations from one address in 15 minutes.")
        maximumResetsPerAddress = reader.integer(
            "PASSWORD_RESETS_PER_ADDRESS", default: 30, in: 1...1_000_000,
            "Requests for a new password from one address in 15 minutes.")
    }
}
