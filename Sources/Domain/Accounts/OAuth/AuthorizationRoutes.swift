import HTTP
import Kernel

/// The pages of OAuth2 over HTTP: `GET` shows them, `POST` takes what was filled in.
struct AuthorizationRoutes {
    let service: AuthorizationService
    let applications: ApplicationService
    let athletes: AthleteService
    let logIns: LogInService
    let sessions: SessionService
    let authenticator: Authenticator
    let forms: FormTokens
    let cookies: PageCookies

    var routes: [Route] {
        var routes: [Route] = []
        for (prefix, suffix) in [("/oauth", ""), ("/api/v3/oauth", "V3")] {
            routes += [
                Route(.get, "\(prefix)/authorize", "showAuthorization\(suffix)", .anyone, handler: show),
                Route(
                    .get, "\(prefix)/mobile/authorize", "showMobileAuthorization\(suffix)", .anyone,
                    handler: show),
                Route(.post, "\(prefix)/authorize", "decideAuthorization\(suffix)", .anyone, handler: decide),
            ]
        }
        return routes
    }

    private func show(_ request: Request) async throws -> Response {
        let fields = RequestFields(parts: [], query: request.query)
        return try await understanding(fields) { asked in
            guard let caller = caller(of: request) else {
                return withBrowser(request) {
                    AuthorizationPage.logIn(asked, carrying: carried(fields, $0, nil))
                }
            }
            if try await service.isGranted(asked, by: caller.athlete) {
                let target = try await service.authorize(
                    asked, scopes: asked.scopes, by: caller.athlete, isNew: false)
                return .redirect(to: target)
            }
            return try await consentPage(asked, fields, caller, request)
        }
    }

    private func decide(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        return try await understanding(fields) { asked in
            let caller = caller(of: request)
            let cookie = PageCookies.value(of: PageCookies.browserName, in: request)
            guard forms.isGood(fields["form_token"], cookie: cookie, session: caller?.session) else {
                throw Fault.forbidden("Form", "form_token", "expired, or from elsewhere")
            }
            if fields["step"] == "log-in" { return try await logIn(asked, fields, request) }
            guard let caller else { throw Fault.unauthorized("Athlete", "session") }
            if fields["decision"] == "switch" { return try await logOut(caller, fields) }
            return try await consent(asked, fields, caller)
        }
    }

    /// Reads the request's parameters. What must not be sent anywhere is thrown as v3's fault, the rest is
    /// told to the application.
    private func understanding(
        _ fields: RequestFields, _ body: (AuthorizationRequest) async throws -> Response
    ) async throws -> Response {
        let application = try await applications.application(clientID: fields["client_id"])
        let uri = try AuthorizationRequest.redirectURI(fields, of: application)
        do {
            return try await body(
                try AuthorizationRequest(fields, application: application, redirectURI: uri))
        } catch let error as AuthorizationError {
            return .redirect(to: error.redirect(to: uri, state: AuthorizationRequest.state(fields)))
        }
    }

    // MARK: logging in

    private func logIn(
        _ asked: AuthorizationRequest, _ fields: RequestFields, _ request: Request
    ) async throws -> Response {
        do {
            let athlete = try await logIns.identify(
                email: fields["email"] ?? "", password: fields["password"] ?? "",
                remoteAddress: request.remoteAddress)
            let grant = try await sessions.begin(
                .init(.browser, of: athlete, scopes: [], name: request.deviceName))
            // Back to the page, now as somebody; a reload doesn't send the password again.
            var response = Response.redirect(to: "/oauth/authorize?\(query(of: fields))", status: .seeOther)
            cookies.set(
                PageCookies.sessionName, grant.accessToken, lifetimeSeconds: grant.expiresInSeconds,
                on: &response)
            return response
        } catch let fault as Fault {
            let problem =
                if case .tooMany = fault.kind {
                    "Too many tries. Wait a while."
                } else {
                    "E-mail or password is wrong."
                }
            return withBrowser(request) { cookie in
                AuthorizationPage.logIn(
                    asked, carrying: carried(fields, cookie, nil), problem: problem,
                    status: fault.response.status)
            }
        }
    }

    private func logOut(_ caller: Principal, _ fields: RequestFields) async throws -> Response {
        try await sessions.end([caller.session], of: caller.athlete)
        var response = Response.redirect(to: "/oauth/authorize?\(query(of: fields))", status: .seeOther)
        cookies.set(PageCookies.sessionName, "", lifetimeSeconds: 0, on: &response)
        return response
    }

    private func caller(of request: Request) -> Principal? {
        PageCookies.value(of: PageCookies.sessionName, in: request).flatMap {
            authenticator.isReady ? authenticator.principal(ofCookie: $0) : nil
        }
    }

    // MARK: consenting

    private func consentPage(
        _ asked: AuthorizationRequest, _ fields: RequestFields, _ caller: Principal, _ request: Request
    ) async throws -> Response {
        let athlete = try await athletes.summary(of: caller.athlete)
        return withBrowser(request) { cookie in
            AuthorizationPage.consent(
                asked, athlete: athlete, carrying: carried(fields, cookie, caller.session))
        }
    }

    private func consent(
        _ asked: AuthorizationRequest, _ fields: RequestFields, _ caller: Principal
    ) async throws -> Response {
        let ticked = Scopes(parsing: fields.values(of: "granted").joined(separator: ",")) ?? []
        let granted = ticked.intersection(asked.scopes)
        guard fields["decision"] == "allow", !granted.isEmpty else {
            return .redirect(to: asked.refusal)
        }
        return .redirect(
            to: try await service.authorize(asked, scopes: granted, by: caller.athlete, isNew: true))
    }

    // MARK: forms

    /// The fields that a form carries on: the request's parameters, and the proof that the form is ours.
    private func carried(
        _ fields: RequestFields, _ cookie: String, _ session: SessionID?
    ) -> [(name: String, value: String)] {
        var carried: [(name: String, value: String)] = []
        for name in AuthorizationRequest.parameterNames {
            if let value = fields[name] { carried.append((name, value)) }
        }
        carried.append(("form_token", forms.sign(cookie: cookie, session: session)))
        return carried
    }

    private func query(of fields: RequestFields) -> String {
        AuthorizationRequest.parameterNames.compactMap { name in
            fields[name].map { "\(name)=\(RedirectURI.encoded($0))" }
        }.joined(separator: "&")
    }

    /// Makes a page for the browser's cookie, and sets the cookie where it is new.
    private func withBrowser(_ request: Request, _ page: (String) -> Response) -> Response {
        let (cookie, isNew) = PageCookies.browser(of: request)
        var response = page(cookie)
        if isNew { cookies.set(PageCookies.browserName, cookie, on: &response) }
        return response
    }
}
