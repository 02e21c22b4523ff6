import JSON
package import Kernel

/// An activity as a feed shows it: what decides about showing it, and the bytes to show.
package final class ActivityCard: Sendable {
    /// The activity, and its owner.
    package let id: ActivityID
    package let athlete: AthleteID
    /// Who may see it; to be asked of `ActivityPolicy.maySeeInFeed` before the bytes leave.
    package let visibility: Visibility
    /// Whether the owner doesn't want it in the feeds of followers.
    package let hideFromHome: Bool
    /// What the owner calls it.
    package let name: String
    /// What it was made of; nil for what was entered by hand.
    package let upload: UploadID?
    /// What others see, masked.
    package let face: CardFace
    /// What the owner sees, where that is more than others see.
    let ownersFace: CardFace?
    /// What those see who gave kudos, where anybody did; like the counts, exact by the log of changes.
    let giversFace: CardFace?
    let givers: Set<AthleteID>

    /// The face for a reader of whom it is known that the card may be shown.
    package func face(for reader: Principal) -> CardFace {
        if let giversFace, givers.contains(reader.athlete) { return giversFace }
        guard let ownersFace, reader.athlete == athlete,
            ActivityPolicy.sight(of: .owner, scopes: reader.scopes).seesHiddenTrack
        else { return face }
        return ownersFace
    }

    /// The card of an activity as others see it, and as its owner does.
    init(shown: VisibleActivity, whole: VisibleActivity, _ reactions: ReactionTally?) {
        let activity = whole.activity
        id = activity.id
        athlete = activity.athlete
        visibility = activity.details.visibility
        hideFromHome = activity.details.hideFromHome
        name = activity.details.name
        upload = activity.origin.upload
        face = CardFace(shown, reactions)
        ownersFace = shown.activity == activity ? nil : CardFace(whole, reactions)
        let givers = reactions?.givers ?? []
        var given = reactions
        given?.hasKudoed = true
        giversFace = givers.isEmpty ? nil : CardFace(shown, given)
        self.givers = givers
    }

    /// What the bytes take.
    package var byteCount: Int {
        let faces = [face, ownersFace, giversFace].reduce(0) { $0 + ($1?.byteCount ?? 0) }
        return faces + givers.count * 2 * MemoryLayout<AthleteID>.size
    }
}

/// The bytes of a card, as one kind of reader sees it.
package final class CardFace: Sendable {
    /// A `SummaryActivity` in JSON, but for its athlete, whom feeds put in: what stands before, and behind.
    package let head: [UInt8]
    package let tail: [UInt8]
    /// Stands for both.
    package let fingerprint: Fingerprint

    init(_ activity: VisibleActivity, _ reactions: ReactionTally?) {
        var writer = JSONWriter(capacity: 2048)
        ActivityView(activity, reactions: reactions).writeSummary(to: &writer)
        let json = writer.bytes
        let athlete = CardFace.placeOfAthlete(in: json)
        head = Array(json[..<athlete.lowerBound])
        tail = Array(json[athlete.upperBound...])
        fingerprint = Fingerprint(of: json)
    }

    /// What the bytes take.
    var byteCount: Int { head.count + tail.count }

    /// The object that follows the first `"athlete":`; what the athlete has written comes later.
    private static func placeOfAthlete(in json: [UInt8]) -> Range<Int> {
        let key = Array(#""athlete":"#.utf8)
        var start = 0
        while start + key.count < json.count, !json[start...].starts(with: key) { start += 1 }
        start += key.count
        guard start < json.count, let end = json[start...].firstIndex(of: UInt8(ascii: "}")) else {
            preconditionFailure("a SummaryActivity names its athlete")
        }
        return start..<end + 1
    }
}
