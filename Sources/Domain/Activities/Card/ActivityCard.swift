package import Kernel

/// An activity as a feed shows it: what decides about showing it, and the bytes to show.
package struct ActivityCard: Sendable {
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

    /// The face for a reader of whom it is known that the card may be shown.
    package func face(for reader: Principal) -> CardFace {
        guard let ownersFace, reader.athlete == athlete,
            ActivityPolicy.sight(of: .owner, scopes: reader.scopes).seesHiddenTrack
        else { return face }
        return ownersFace
    }

    /// What the bytes take.
    package var byteCount: Int { face.json.count + (ownersFace?.json.count ?? 0) }
}

/// The bytes of a card, as one kind of reader sees it.
package struct CardFace: Sendable {
    /// A `SummaryActivity` in JSON.
    package let json: [UInt8]
    /// Stands for `json`.
    package let fingerprint: Fingerprint
    /// Where in `json` the athlete stands, as v3's MetaAthlete; feeds put in more.
    package let athletePlace: Range<Int>
}
