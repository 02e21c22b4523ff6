import Kernel
import Testing

@Suite struct RequestValueTests {
    @Test func `scopes are read in any order and written as v3 writes them`() {
        #expect(Scopes(parsing: "activity:write,read")?.text == "read,activity:write")
        #expect(
            Scopes(parsing: "read activity:read_all")?.withImplied.text
                == "read,activity:read,activity:read_all")
        #expect(Scopes(parsing: "") == [])
        #expect(Scopes(parsing: "read,admin") == nil)
    }

    @Test func `a page without parameters is the first with thirty rows`() throws {
        let page = try Page(number: nil, size: "")
        #expect((page.number, page.size, page.skipped) == (1, 30, 0))
        #expect(try Page(number: "3", size: "200").skipped == 400)
    }

    @Test(arguments: [
        ("0", nil), ("-1", nil), ("x", nil), ("1", "201"), ("1", "0"), ("10001", nil), ("9000", "200"),
    ])
    func `a bad page is refused`(number: String, size: String?) {
        #expect(throws: Fault.self) { try Page(number: number, size: size) }
    }

    @Test func `a cursor comes back only unchanged and to the list that made it`() throws {
        let codec = CursorCodec(secret: Array("a secret of thirty-two characters".utf8))
        let cursor = codec.encode([.min, 42], purpose: "feed")
        #expect(try codec.decode(cursor, count: 2, purpose: "feed") == [.min, 42])
        #expect(throws: Fault.self) { try codec.decode(cursor, count: 2, purpose: "followers") }
        #expect(throws: Fault.self) { try codec.decode(cursor, count: 1, purpose: "feed") }
        #expect(throws: Fault.self) { try codec.decode(String(cursor.dropLast()), count: 2, purpose: "feed") }
        for index in cursor.indices {
            var changed = cursor
            changed.replaceSubrange(index...index, with: cursor[index] == "A" ? "B" : "A")
            #expect(throws: Fault.self) { try codec.decode(changed, count: 2, purpose: "feed") }
        }
    }

    @Test func `the length of a text is counted as the database does`() throws {
        // One character to Swift, two to PostgreSQL.
        let flags = String(repeating: "\u{1F1E8}\u{1F1FF}", count: 50)
        let fields = RequestFields(parts: [("name", flags)])
        #expect(try fields.text("name", of: "Gear", maximumLength: 100) == flags)
        #expect(throws: Fault.invalid("Gear", "name", "too long")) {
            try fields.text("name", of: "Gear", maximumLength: 99)
        }
    }

    @Test func `configuration tells all problems at once and lists what it was asked for`() {
        var reader = ConfigurationReader(environment: ["PORT": "eighty", "LOG_LEVEL": "loud", "NAME": "x"])
        let port = reader.integer("PORT", default: 8080, in: 1...65535, "The port.")
        let level = reader.choice("LOG_LEVEL", default: "info", of: ["info", "debug"], "How much.")
        let name = reader.string("NAME", default: "y", "A name.")
        let gzip = reader.flag("GZIP", default: true, "Whether.")
        #expect((port, level, name, gzip) == (8080, "info", "x", true))
        #expect(reader.problems.count == 2)
        #expect(reader.settings.map(\.name) == ["PORT", "LOG_LEVEL", "NAME", "GZIP"])
    }
}
