package import Kernel

/// What an application asks an athlete for: the parameters of `GET /oauth/authorize`, after the application
/// and the address of the answer were found to be good.
package struct AuthorizationRequest: Sendable {
    static let maximumStateBytes = 2000

    /// Who asks, and where the answer goes.
    package var application: Application
    package var redirectURI: RedirectURI
    package var scopes: Scopes
    package var state: String?
    /// `approval_prompt=force`: asks the athlete again, whatever was granted before.
    package var mustAsk: Bool
    var challenge: CodeChallenge?

    /// The fields that a page's forms carry on.
    static let parameterNames = [
        "client_id", "redirect_uri", "response_type", "approval_prompt", "scope", "state", "code_challenge",
        "code_challenge_method",
    ]

    /// Finds the address of the answer. Throws v3's fault when it isn't the application's: then nothing must
    /// be sent there, not even an error.
    static func redirectURI(_ fields: RequestFields, of application: Application) throws(Fault) -> RedirectURI
    {
        guard let uri = fields["redirect_uri"].flatMap({ RedirectURI($0) }),
            uri.isAllowed(by: application.callbackDomain)
        else { throw .invalid("Application", "redirect_uri") }
        return uri
    }

    /// Reads what else was asked; throws the error that is sent back to the application.
    init(
        _ fields: RequestFields, application: Application, redirectURI: RedirectURI
    ) throws(AuthorizationError) {
        self.application = application
        self.redirectURI = redirectURI
        state = AuthorizationRequest.state(fields)
        guard fields["response_type"] ?? "code" == "code" else { throw .unsupportedResponseType }
        mustAsk = fields["approval_prompt"] == "force"
        guard let scopes = Scopes(parsing: fields["scope"] ?? "read"), scopes.isSubset(of: .grantable) else {
            throw .invalidScope
        }
        self.scopes = scopes.isEmpty ? .read : scopes
        challenge = try AuthorizationRequest.challenge(fields)
    }

    /// What the application wants back as it is; nil where it is absent or too long to be sent.
    static func state(_ fields: RequestFields) -> String? {
        fields["state"].flatMap { $0.utf8.count <= maximumStateBytes ? $0 : nil }
    }

    private static func challenge(_ fields: RequestFields) throws(AuthorizationError) -> CodeChallenge? {
        guard let text = fields["code_challenge"], !text.isEmpty else {
            guard fields["code_challenge_method"] == nil else { throw .invalidRequest }
            return nil
        }
        guard fields["code_challenge_method"] == "S256", let challenge = CodeChallenge(text) else {
            throw .invalidRequest
        }
        return challenge
    }

    /// Where the browser goes with the code.
    func redirect(code: String, scopes: Scopes) -> String {
        redirectURI.appending(stateParameter + [("code", code), ("scope", scopes.text)])
    }

    /// Where the browser goes when the athlete refuses.
    var refusal: String {
        AuthorizationError.accessDenied.redirect(to: redirectURI, state: state)
    }

    private var stateParameter: [(name: String, value: String)] {
        [("state", state ?? "")]
    }
}

/// Why an authorization request fails, as the application is told (RFC 6749, 4.1.2.1).
enum AuthorizationError: String, Error, CaseIterable {
    case accessDenied = "access_denied"
    case invalidRequest = "invalid_request"
    case invalidScope = "invalid_scope"
    case unsupportedResponseType = "unsupported_response_type"

    /// Where the browser goes with it.
    func redirect(to uri: RedirectURI, state: String?) -> String {
        uri.appending([("state", state ?? ""), ("error", rawValue)])
    }
}
