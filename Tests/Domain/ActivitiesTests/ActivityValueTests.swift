import FoundationEssentials
import Kernel
import Testing

@testable import Activities

@Suite struct ActivityValueTests {
    private func fields(_ pairs: (String, String)...) -> RequestFields {
        RequestFields(parts: pairs.map { (name: $0.0, value: $0.1) })
    }

    @Test func `there are 56 kinds of sport, folded into 37 types`() {
        #expect(SportType.allCases.count == 56)
        #expect(Set(SportType.allCases.map(\.activityType)).count == 37)
        #expect(SportType.gravelRide.activityType == "Ride")
        #expect(SportType(parsing: "trailrun") == .trailRun)
        #expect(SportType(parsing: "Quidditch") == nil)
    }

    @Test func `an activity is named after its sport and the local time of day`() {
        #expect(ActivityName.standard(sportType: .ride, secondOfLocalDay: 7 * 3600) == "Morning Ride")
        #expect(ActivityName.standard(sportType: .trailRun, secondOfLocalDay: 12 * 3600) == "Lunch Trail Run")
        #expect(ActivityName.standard(sportType: .swim, secondOfLocalDay: 23 * 3600) == "Night Swim")
    }

    @Test func `everyone sees what is for everyone`() {
        let scopes = Scopes.activityRead
        for viewer in [ActivityViewer.owner, .follower, .stranger] {
            #expect(ActivityPolicy.mayView(.everyone, by: viewer, scopes: scopes))
        }
        #expect(!ActivityPolicy.mayView(.everyone, by: .anonymous, scopes: scopes))
    }

    @Test func `only followers and the owner see what is for followers`() {
        let scopes = Scopes.activityRead
        #expect(ActivityPolicy.mayView(.followersOnly, by: .follower, scopes: scopes))
        #expect(ActivityPolicy.mayView(.followersOnly, by: .owner, scopes: scopes))
        #expect(!ActivityPolicy.mayView(.followersOnly, by: .stranger, scopes: scopes))
        #expect(ActivityPolicy.maySeeInFeed(.followersOnly, isOwner: false, follows: true))
        #expect(!ActivityPolicy.maySeeInFeed(.followersOnly, isOwner: false, follows: false))
    }

    @Test func `the owner needs a wider scope to see what is only for them`() {
        #expect(!ActivityPolicy.mayView(.onlyMe, by: .owner, scopes: .activityRead))
        #expect(ActivityPolicy.mayView(.onlyMe, by: .owner, scopes: Scopes.activityReadAll.withImplied))
        #expect(!ActivityPolicy.mayView(.onlyMe, by: .follower, scopes: Scopes.activityReadAll.withImplied))
        #expect(!ActivityPolicy.mayEdit(.onlyMe, by: .owner, scopes: .activityWrite))
        #expect(ActivityPolicy.mayEdit(.onlyMe, by: .owner, scopes: [.activityWrite, .activityReadAll]))
        #expect(!ActivityPolicy.mayEdit(.everyone, by: .stranger, scopes: .activityWrite))
    }

    @Test func `an edit changes what it names and nothing else`() throws {
        var details = ActivityDetails(name: "Old", sportType: .ride)
        details.description = "As it was"
        let edit = try ActivityEdit(fields(("name", "New"), ("commute", "True"), ("type", "Run")))
        let edited = edit.applied(to: details)
        #expect(edited.name == "New")
        #expect(edited.commute)
        #expect(edited.sportType == .run)
        #expect(edited.description == "As it was")
    }

    @Test(arguments: [
        ("name", " "), ("sport_type", "Nap"), ("visibility", "friends"), ("trainer", "perhaps"),
    ])
    func `an edit refuses what makes no sense, and names the field`(field: String, value: String) {
        let fault = #expect(throws: Fault.self) { try ActivityEdit(fields((field, value))) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.details.first?.field == field)
    }

    @Test func `a manual entry takes a local start in several spellings`() throws {
        let base = [("name", "Yoga"), ("sport_type", "Yoga"), ("elapsed_time", "3600")]
        for text in ["2026-02-28T07:30:00", "2026-02-28 07:30:00", "2026-02-28T07:30:00.5Z"] {
            let entry = try ManualActivity(
                RequestFields(parts: (base + [("start_date_local", text)]).map { ($0.0, $0.1) }))
            #expect(entry.localStart.timeIntervalSince1970 == 1_772_263_800)
            #expect(entry.elapsedSeconds == 3600)
        }
    }

    @Test(arguments: [
        "2026-02-29T07:30:00", "2026-13-01T00:00:00", "2026-01-01", "yesterday", "2026-01-01T24:00:00",
    ])
    func `a start that no calendar has is refused`(text: String) {
        #expect(LocalDateText.parse(text) == nil)
    }

    @Test func `lists go forwards when only a lower bound is given`() throws {
        let page = try Page(number: nil, size: nil)
        #expect(
            try ActivityList(fields(("after", "100")), page: page, cursors: CursorCodec(secret: [1]))
                .isOldestFirst)
        #expect(
            try !ActivityList(
                fields(("after", "100"), ("before", "200")), page: page, cursors: CursorCodec(secret: [1])
            ).isOldestFirst)
        #expect(throws: Fault.self) {
            try ActivityList(fields(("after", "-1")), page: page, cursors: CursorCodec(secret: [1]))
        }
    }

    @Test func `the year begins on its first day`() {
        for (moment, start) in [(1_767_225_599.0, 1_735_689_600.0), (1_767_225_600, 1_767_225_600), (0, 0)] {
            let found = CalendarYear.start(containing: Date(timeIntervalSince1970: moment))
            #expect(found.timeIntervalSince1970 == start)
        }
    }
}
