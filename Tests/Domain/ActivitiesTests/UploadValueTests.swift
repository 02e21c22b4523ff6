import ActivityFiles
import JSON
import Kernel
import TestWorld
import Testing

@testable import Activities

@Suite struct UploadValueTests {
    private func form(_ pairs: [(String, String)]) throws -> UploadForm {
        try UploadForm(RequestFields(parts: pairs.map { (name: $0.0, value: $0.1) }))
    }

    private func view(_ state: Upload.State) throws -> JSONValue {
        let file = OriginalFile(digest: [], byteCount: 1, dataType: .gpx)
        let upload = Upload(
            id: UploadID(5), athlete: AthleteID(42), file: file, wishes: UploadWishes(externalID: "ride.gpx"),
            state: state)
        var json = JSONWriter()
        UploadView(upload).write(to: &json)
        return try JSONValue(parsing: json.bytes)
    }

    @Test func `a form is read as clients of v3 write it`() throws {
        let form = try form([
            ("data_type", "GPX.gz"), ("trainer", "1"), ("commute", "False"), ("name", ""),
            ("external_id", "a"),
            ("activity_type", "run"),
        ])
        #expect(form.dataType == .gpxGzip)
        #expect(form.wishes.trainer == true)
        #expect(form.wishes.commute == false)
        #expect(form.wishes.name == nil)
        #expect(form.wishes.sportType == .run)
    }

    @Test(arguments: [[("data_type", "kml")], [], [("data_type", "gpx"), ("trainer", "maybe")]])
    func `a form that makes no sense is refused`(pairs: [(String, String)]) {
        #expect(throws: Fault.self) { try form(pairs) }
    }

    @Test func `an upload in progress says so`() throws {
        let view = try view(.processing(.decoding))
        #expect(view["status"].string == "Your activity is still being processed.")
        #expect(view["progress"].string == "decoding")
        #expect(view["id_str"].string == "5")
        #expect(view["external_id"].string == "ride.gpx")
        #expect(view["error"].isNull && view["activity_id"].isNull)
    }

    @Test func `a finished upload names its activity`() throws {
        let view = try view(.ready(ActivityID(9)))
        #expect(view["status"].string == "Your activity is ready.")
        #expect(view["activity_id"].integer == 9)
    }

    @Test func `a duplicate says of what, in v3's words`() throws {
        let failure = UploadFailure.duplicate(externalID: "ride.gpx", of: ActivityID(8))
        let view = try view(.failed(failure))
        #expect(view["status"].string == "There was an error processing your activity.")
        #expect(view["error"].string == "ride.gpx duplicate of activity 8")
    }

    @Test func `a deleted activity is remembered by its upload`() throws {
        #expect(try view(.deleted)["status"].string == "The created activity has been deleted.")
    }
}
