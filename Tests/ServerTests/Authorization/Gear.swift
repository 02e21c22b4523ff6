import TestWorld

extension Subject {
    /// A bike of the owner's.
    fileprivate static let bike = Subject(name: "a bike") { cast in
        try await cast.bike()["id"].string ?? ""
    }

    /// A chain in a bike of the owner's: the bike's id and its own.
    fileprivate static let chain = Subject(name: "a chain") { cast in
        let bike = try await cast.bike()["id"].string ?? ""
        let answer = try await cast.client(.owner).send(
            "POST", "/api/v3/gear/\(bike)/components", json: ["type": "chain"])
        guard let id = try answer.json()["components"][0]["id"].integer else {
            throw UnexpectedAnswer(answer: answer)
        }
        return "\(bike)/\(id)"
    }
}

extension Cast {
    fileprivate func bike() async throws -> JSONValue {
        let answer = try await client(.owner).send(
            "POST", "/api/v3/athlete/gear", json: ["type": "bike", "name": "Canyon"])
        guard answer.status == 201 else { throw UnexpectedAnswer(answer: answer) }
        return try answer.json()
    }
}

extension AuthorizationRow {
    /// Bikes, shoes and their parts: their names are for anyone with an account, all else for their owner.
    static let gear = [
        AuthorizationRow("getLoggedInAthleteGear", "401 200 200 200"),
        AuthorizationRow("createGear", "401 201 201 201", sending: ["type": "bike", "name": "Canyon"]),
        AuthorizationRow("getGearById", of: .bike, "401 200 200 200"),
        AuthorizationRow("getGearById", of: .nothing, "401 404 404 404"),
        AuthorizationRow("updateGearById", of: .bike, "401 403 403 200", sending: ["name": "Mine"]),
        AuthorizationRow("deleteGearById", of: .bike, "401 403 403 204"),
        AuthorizationRow("addGearComponent", of: .bike, "401 403 403 201", sending: ["type": "chain"]),
        AuthorizationRow("updateGearComponent", of: .chain, "401 403 403 200", sending: ["name": "Mine"]),
        AuthorizationRow("deleteGearComponent", of: .chain, "401 403 403 204"),
    ]
}
