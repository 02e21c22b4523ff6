import Kernel
import Testing

@testable import Accounts

struct AthleteValueTests {
    @Test(arguments: [
        ("ann@example.com", "ann@example.com"), ("  Ann.Lee+ride@Example.COM ", "ann.lee+ride@example.com"),
        ("o'neil@a-b.example", "o'neil@a-b.example"), ("jörg@münchen.example", "jörg@münchen.example"),
        ("JÖRG@münchen.example", "jörg@münchen.example"),
    ])
    func `an address is claimed without regard to case`(typed: String, folded: String) throws {
        #expect(try EmailAddress(typed).folded == folded)
    }

    @Test(arguments: [
        "ann", "@example.com", "ann@", "ann@localhost", "a b@example.com", "ann@exa mple.com",
        "ann@example..com",
        ".ann@example.com", "ann.@example.com", "a..b@example.com", "ann@-example.com", "ann@@example.com",
        "ann@example.com\r\nBcc: bob@example.com", "ann\u{0}@example.com", "<ann@example.com>",
        "\"a\"@example.com",
        String(repeating: "a", count: 65) + "@example.com",
        "a@" + String(repeating: "b.", count: 130) + "example",
    ])
    func `what can't be an address is refused`(typed: String) {
        #expect(throws: Fault.invalid("Athlete", "email")) { try EmailAddress(typed) }
    }

    @Test(arguments: ["", nil]) func `an absent address is missing`(typed: String?) {
        #expect(throws: Fault.missing("Athlete", "email")) { try EmailAddress(typed) }
    }

    @Test(arguments: ["ann", "Ann_Lee-9", "a.b", String(repeating: "x", count: 30)])
    func `a username is one word`(text: String) throws {
        #expect(try Username(text).folded == text.lowercased())
    }

    @Test(arguments: [
        "", "an", "9ann", "123", "ann lee", "änn", "_ann", "a/b", String(repeating: "x", count: 31),
    ])
    func `what could be taken for something else is no username`(text: String) {
        #expect(throws: Fault.invalid("Athlete", "username")) { try Username(text) }
    }

    @Test func `a password has ten to 1,024 bytes and no other rule`() throws {
        #expect(try Password("aaaaaaaaaa").text == "aaaaaaaaaa")
        #expect(try Password("ääääa ").text.utf8.count == 10)
        #expect(try Password(String(repeating: "x", count: 1024)).text.count == 1024)
        #expect(throws: Fault.missing("Athlete", "password")) { try Password(nil) }
        #expect(throws: Fault.self) { try Password("aaaaaaaaa") }
        #expect(throws: Fault.invalid("Athlete", "password", "exceeded")) {
            try Password(String(repeating: "x", count: 1025))
        }
    }

    @Test(arguments: ["2000-02-29", "1999-12-31", "2024-02-29"])
    func `a day reads as it is written`(text: String) {
        #expect(CalendarDay(text)?.description == text)
    }

    @Test(arguments: [
        "1999-02-29", "1900-02-29", "2000-13-01", "2000-00-10", "2000-1-1", "20000101", "+200-01-01",
        "2000-01-32",
    ])
    func `a day that there isn't is none`(text: String) {
        #expect(CalendarDay(text) == nil)
    }
}

struct ProfileChangeTests {
    func change(_ parts: [(name: String, value: String)]) throws -> Athlete.Profile {
        var old = Athlete.Profile(firstname: "Ann", lastname: "Lee")
        old.city = "Zürich"
        old.weightKilograms = 60
        return try ProfileChange(RequestFields(parts: parts)).applied(to: old)
    }

    @Test func `what isn't named stays`() throws {
        let profile = try change([("weight", "61.5")])
        #expect(profile.firstname == "Ann")
        #expect(profile.city == "Zürich")
        #expect(profile.weightKilograms == 61.5)
    }

    @Test func `an empty text empties a field, but not the name`() throws {
        #expect(try change([("city", "")]).city == nil)
        #expect(throws: Fault.missing("Athlete", "firstname")) { try change([("firstname", "  ")]) }
    }

    @Test(arguments: [
        ("weight", "5"), ("weight", "nan"), ("weight", "inf"), ("ftp", "0"), ("max_heartrate", "400"),
        ("sex", "X"),
        ("measurement_preference", "miles"), ("dateofbirth", "yesterday"), ("dateofbirth", "1899-01-01"),
        ("firstname", "An\u{7}n"), ("city", "a\nb"), ("username", "1"),
    ])
    func `a field that makes no sense is named`(name: String, value: String) {
        #expect(throws: Fault.invalid("Athlete", name)) { try change([(name, value)]) }
    }

    @Test func `a description may have lines, and has a maximum`() throws {
        #expect(try change([("description", "a\nb")]).description == "a\nb")
        #expect(throws: Fault.invalid("Athlete", "description", "too long")) {
            try change([("description", String(repeating: "x", count: 2001))])
        }
    }
}
