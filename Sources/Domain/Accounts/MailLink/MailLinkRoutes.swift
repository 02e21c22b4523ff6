import HTTP
import Kernel

/// Confirming addresses and setting forgotten passwords, for clients and as pages.
struct MailLinkRoutes {
    let links: MailLinkService

    var routes: [Route] {
        [
            Route(
                .post, "/api/v3/athlete/confirmation", "requestConfirmation", .scope(.account),
                handler: requestConfirmation),
            Route(.post, "/api/v3/password_reset", "requestPasswordReset", .anyone, handler: requestReset),
            Route(.put, "/api/v3/password_reset", "resetPassword", .anyone, handler: reset),
            Route(.get, "/account/confirm", "showConfirmation", .anyone, handler: showConfirmation),
            Route(.post, "/account/confirm", "confirmAddress", .anyone, handler: confirm),
            Route(.get, "/account/reset", "showPasswordReset", .anyone, handler: showReset),
            Route(.post, "/account/reset", "submitPasswordReset", .anyone, handler: submitReset),
        ]
    }

    // MARK: clients

    private func requestConfirmation(_ request: Request) async throws -> Response {
        try await links.requestConfirmation(for: request.principal.athlete)
        return Response(.accepted)
    }

    private func requestReset(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        try await links.requestReset(email: fields["email"], remoteAddress: request.remoteAddress)
        return Response(.accepted)
    }

    private func reset(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        try await links.reset(fields["token"], to: Password(fields["password"]))
        return .noContent
    }

    // MARK: pages

    private func showConfirmation(_ request: Request) async throws -> Response {
        guard let token = request.query["token"], try await links.isGood(token, .confirm) else {
            return MailLinkPage.badLink
        }
        return MailLinkPage.confirm(token: token)
    }

    private func confirm(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request)
        do {
            try await links.confirm(fields["token"])
        } catch let fault as Fault where fault.kind == .badRequest {
            return MailLinkPage.badLink
        }
        return MailLinkPage.done("Your address is confirmed", "Thank you. You can close this page.")
    }

    private func showReset(_ request: Request) async throws -> Response {
        guard let token = request.query["token"] else { return MailLinkPage.request }
        return try await links.isGood(token, .reset) ? MailLinkPage.reset(token: token) : MailLinkPage.badLink
    }

    private func submitReset(_ request: Request) async throws -> Response {
        let fields = try await RequestFields.read(request, from: .body)
        guard let token = fields["token"] else {
            try await links.requestReset(email: fields["email"], remoteAddress: request.remoteAddress)
            return MailLinkPage.done(
                "Look into your mails", "If there is an account with this address, a link is on its way.")
        }
        guard try await links.isGood(token, .reset) else { return MailLinkPage.badLink }
        let password: Password
        do throws(Fault) {
            password = try Password(fields["password"])
        } catch {
            return MailLinkPage.reset(token: token, problem: "A password has 10 to 1,024 bytes.")
        }
        do {
            try await links.reset(token, to: password)
        } catch let fault as Fault where fault.kind == .badRequest {
            return MailLinkPage.badLink
        }
        return MailLinkPage.done("Your password is set", "You can log in with it now.")
    }
}
