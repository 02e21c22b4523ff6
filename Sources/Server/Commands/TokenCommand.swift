import Accounts
import Kernel

/// Makes a personal access token.
struct TokenCommand: Command {
    static let name = "token"
    static let usage = "create --athlete EMAIL --scopes LIST [--days N] [--name TEXT]"
    static let summary = "Makes a personal access token and prints it."

    private var email = ""
    private var scopes: Scopes = []
    private var days = PersonalTokenService.lifetimeDays.upperBound
    private var tokenName = "Made on the command line"

    init(arguments: [String]) throws {
        guard arguments.first == "create" else { throw UsageError(reason: "expected 'create'") }
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw UsageError(reason: "\(option) needs a value") }
            try read(option, value)
        }
        if email.isEmpty { throw UsageError(reason: "--athlete is missing") }
        if scopes.isEmpty { throw UsageError(reason: "--scopes is missing") }
    }

    private mutating func read(_ option: String, _ value: String) throws(UsageError) {
        switch option {
        case "--athlete": email = value
        case "--name": tokenName = value
        case "--scopes":
            guard let known = Scopes(parsing: value) else {
                let names = Scopes.grantable.text
                throw UsageError(reason: "there is no such scope in '\(value)'; there are \(names)")
            }
            scopes = known
        case "--days":
            guard let number = Int64(value), PersonalTokenService.lifetimeDays.contains(number) else {
                throw UsageError(reason: "--days is a number from 1 to 365")
            }
            days = number
        default: throw UsageError(reason: "unexpected '\(option)'")
        }
    }

    func run(_ configuration: ServerConfiguration) async throws -> Int32 {
        let command = self
        let token = try await Workbench.run(configuration) { loopModules, _ in
            let accounts = loopModules.modules.accounts
            let address = try EmailAddress(command.email)
            guard let athlete = try await accounts.athletes.find(email: address) else {
                throw Fault.notFound("Athlete", field: "email")
            }
            return try await accounts.personalTokens.create(
                for: athlete, scopes: command.scopes, name: command.tokenName, lifetimeDays: command.days
            ).accessToken
        }
        Terminal.say(token)
        return 0
    }
}
