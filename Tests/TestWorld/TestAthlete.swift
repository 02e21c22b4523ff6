/// An athlete with an account and a session, made through the API.
package struct TestAthlete: Sendable {
    /// The athlete's id.
    package let id: Int64
    /// The address that was registered.
    package let email: String
    /// The password that was registered.
    package let password: String
    /// A client with the athlete's token.
    package let client: TestClient
}

extension TestWorld {
    /// Registers an athlete and logs in; the name is also the e-mail's, so it is used once in a world.
    package func register(_ name: String) async throws -> TestAthlete {
        let email = "\(name.lowercased())@example.com"
        let password = "correct horse \(name)"
        let registered = try await client.send(
            "POST", "/api/v3/athletes",
            json: ["email": email, "password": password, "firstname": name, "lastname": "Tester"])
        guard registered.status == 201, let id = try registered.json()["id"].integer else {
            throw UnexpectedAnswer(answer: registered)
        }
        return TestAthlete(id: id, email: email, password: password, client: try await logIn(email, password))
    }

    /// Logs in, and returns a client with the token.
    package func logIn(_ email: String, _ password: String) async throws -> TestClient {
        let answer = try await client.send(
            "POST", "/api/v3/session", json: ["email": email, "password": password])
        guard answer.status == 201, let token = try answer.json()["access_token"].string else {
            throw UnexpectedAnswer(answer: answer)
        }
        return client.with(token: token)
    }
}

/// The server answered something else than the test needs to go on.
package struct UnexpectedAnswer: Error, CustomStringConvertible {
    /// What it answered.
    package let answer: TestResponse

    /// Makes the error.
    package init(answer: TestResponse) {
        self.answer = answer
    }

    /// Status and body.
    package var description: String {
        "\(answer.status) \(answer.text)"
    }
}
