import TestWorld

extension Subject {
    /// A manual entry of the owner's.
    static func activity(_ visibility: String) -> Subject {
        Subject(name: "an activity for \(visibility)") { cast in
            let entry = [
                "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
                "elapsed_time": "3600", "visibility": visibility,
            ]
            return try await cast.made("POST", "/api/v3/activities", entry)
        }
    }

    /// A recording of the owner's, at a time of its own so that it is no duplicate of another row's.
    static func recording(_ visibility: String) -> Subject {
        Subject(name: "a recording for \(visibility)") { cast in
            let date = "20\(Int.random(in: 10...25))-1\(Int.random(in: 0...2))-\(Int.random(in: 10...28))"
            let time = "1\(Int.random(in: 0...9)):\(Int.random(in: 10...59)):\(Int.random(in: 10...59))"
            let point = #"<trkpt lat="47" lon="8"><time>\#(date)T\#(time)Z</time></trkpt>"#
            let file = #"<gpx version="1.1"><trk><trkseg>\#(point)</trkseg></trk></gpx>"#
            let client = try await cast.client(.owner)
            let sent = try await client.upload(
                "/api/v3/uploads", file: Array(file.utf8), fields: ["data_type": "gpx"])
            guard let upload = try sent.json()["id"].integer else { throw UnexpectedAnswer(answer: sent) }
            let id = try await eventually {
                try await client.get("/api/v3/uploads/\(upload)").json()["activity_id"].integer
            }
            let path = "/api/v3/activities/\(id)"
            let edited = try await client.send("PUT", path, json: ["visibility": visibility])
            guard edited.status == 200 else { throw UnexpectedAnswer(answer: edited) }
            return "\(id)"
        }
    }

    fileprivate static let upload = Subject(name: "an upload") { cast in
        let point = #"<trkpt lat="47" lon="8"><time>2026-05-02T06:00:00Z</time></trkpt>"#
        let file = #"<gpx version="1.1"><trk><trkseg>\#(point)</trkseg></trk></gpx>"#
        let answer = try await cast.client(.owner).upload(
            "/api/v3/uploads", file: Array(file.utf8), fields: ["data_type": "gpx"])
        guard let id = try answer.json()["id"].integer else { throw UnexpectedAnswer(answer: answer) }
        return "\(id)"
    }
}

extension AuthorizationRow {
    /// An operation on the owner's activities, one for each visibility.
    static func forEachVisibility(
        _ operationID: String, everyone: Verdicts, followers: Verdicts, nobody: Verdicts,
        query: String = "", sending fields: [String: String] = [:],
        subject: (String) -> Subject = Subject.activity
    ) -> [AuthorizationRow] {
        zip(["everyone", "followers_only", "only_me"], [everyone, followers, nobody]).map {
            visibility, expected in
            AuthorizationRow(
                operationID, of: subject(visibility), expected, query: query, sending: fields)
        }
    }

    /// Activities: what may not be seen isn't there, what may be seen is changed by its owner only.
    static let activities =
        forEachVisibility(
            "getActivityById", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "getActivityStreams", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "getZonesByActivityId", everyone: "401 403 403 200", followers: "401 404 403 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "getPhotosByActivityId", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "getLapsByActivityId", everyone: "401 200 200 200", followers: "401 404 200 200",
            nobody: "401 404 404 200")
        + forEachVisibility(
            "getActivityCut", everyone: "401 403 403 200", followers: "401 404 403 200",
            nobody: "401 404 404 200")
        // A manual entry has nothing to be cut.
        + forEachVisibility(
            "cutActivity", everyone: "401 403 403 409", followers: "401 404 403 409",
            nobody: "401 404 404 409", sending: ["start_index": "1"])
        + forEachVisibility(
            "restoreActivity", everyone: "401 403 403 409", followers: "401 404 403 409",
            nobody: "401 404 404 409")
        + forEachVisibility(
            "updateActivityById", everyone: "401 403 403 200", followers: "401 404 403 200",
            nobody: "401 404 404 200", sending: ["name": "Mine"])
        + forEachVisibility(
            "deleteActivityById", everyone: "401 403 403 204", followers: "401 404 403 204",
            nobody: "401 404 404 204")
        + ["exportActivityGPX", "exportActivityTCX", "exportActivityFIT"].flatMap {
            forEachVisibility(
                $0, everyone: "401 200 200 200", followers: "401 404 200 200", nobody: "401 404 404 200",
                subject: Subject.recording)
        }
        + forEachVisibility(
            "exportActivityGPX", everyone: "401 403 403 200", followers: "401 404 403 404",
            nobody: "401 404 404 404", query: "?view_as=public", subject: Subject.recording)
        + forEachVisibility(
            "exportActivityOriginal", everyone: "401 403 403 200", followers: "401 404 403 200",
            nobody: "401 404 404 200", subject: Subject.recording)
        + forEachVisibility(
            "getActivityById", everyone: "401 403 403 200", followers: "401 404 403 404",
            nobody: "401 404 404 404", query: "?view_as=public")
        + forEachVisibility(
            "getActivityStreams", everyone: "401 403 403 200", followers: "401 404 403 200",
            nobody: "401 404 404 404", query: "?view_as=follower")
        + [
            AuthorizationRow(
                "createActivity", "401 201 201 201",
                sending: [
                    "name": "Yoga", "sport_type": "Yoga", "start_date_local": "2026-05-01T07:30:00",
                    "elapsed_time": "60",
                ]),
            AuthorizationRow("getLoggedInAthleteActivities", "401 200 200 200"),
            // Let in, but without a file.
            AuthorizationRow("createUpload", "401 415 415 415"),
            AuthorizationRow("getUploadById", of: .upload, "401 404 404 200"),
            AuthorizationRow("getStats", of: .owner, "401 403 403 200"),
        ]
}
