import HTTP

/// The pages that links in mails lead to. Showing a page changes nothing, since programs that look into mails
/// open links too; its button does.
enum MailLinkPage {
    /// Asks for the last click.
    static func confirm(token: String) -> Response {
        let content: HTMLText = """
            <form method="post" action="/account/confirm">
            \(PlainPage.hidden([("token", token)]))
            <button type="submit">Confirm my address</button>
            </form>
            """
        return PlainPage(title: "Confirm your e-mail address", content: content).response
    }

    /// Asks for the new password.
    static func reset(token: String, problem: String? = nil) -> Response {
        let content: HTMLText = """
            \(PlainPage.problem(problem))
            <form method="post" action="/account/reset">
            \(PlainPage.hidden([("token", token)]))
            <label>New password, at least ten characters
            <input type="password" name="password" autocomplete="new-password" required autofocus></label>
            <button type="submit">Set password</button>
            </form>
            """
        return PlainPage(
            title: "Set a new password", content: content, status: problem == nil ? .ok : .badRequest
        ).response
    }

    /// Asks whose password it is.
    static var request: Response {
        let content: HTMLText = """
            <p>We will send you a link by which you can set a new password.</p>
            <form method="post" action="/account/reset">
            <label>E-mail <input type="email" name="email" autocomplete="username" required autofocus></label>
            <button type="submit">Send the link</button>
            </form>
            """
        return PlainPage(title: "Forgotten your password?", content: content).response
    }

    /// Says what has been done.
    static func done(_ title: String, _ text: String) -> Response {
        PlainPage(title: title, content: "<p>\(text)</p>").response
    }

    /// Says that the link isn't good any more.
    static var badLink: Response {
        PlainPage(
            title: "This link does not work any more", content: "<p>It was used before, or is too old.</p>",
            status: .badRequest
        ).response
    }
}
