/// Something that caches of other loops and processes must not show as it was.
package enum Change: Hashable, Sendable {
    /// An activity was edited, hidden or deleted.
    case activity(ActivityID)
    /// An athlete follows others than before.
    case following(AthleteID)
    /// An athlete has so many followers by now that activities are pulled, not pushed.
    case popular(AthleteID)
    /// An athlete whose activities are pulled, not pushed, has a new one.
    case recent(AthleteID)
    /// An athlete's name or picture is another.
    case athlete(AthleteID)
    /// An athlete shows other parts of all activities than before.
    case privacy(AthleteID)
    /// More than can be listed.
    case everything

    /// The entry of the log.
    var text: String {
        switch self {
        case .activity(let id): "a\(id)"
        case .following(let id): "f\(id)"
        case .popular(let id): "s\(id)"
        case .recent(let id): "r\(id)"
        case .athlete(let id): "p\(id)"
        case .privacy(let id): "v\(id)"
        case .everything: "*"
        }
    }

    /// Reads an entry; what isn't understood, since a newer server wrote it, counts as everything.
    init(parsing text: String) {
        guard let kind = text.first, let number = Int64(text.dropFirst()) else {
            self = .everything
            return
        }
        switch kind {
        case "a": self = .activity(ActivityID(number))
        case "f": self = .following(AthleteID(number))
        case "s": self = .popular(AthleteID(number))
        case "r": self = .recent(AthleteID(number))
        case "p": self = .athlete(AthleteID(number))
        case "v": self = .privacy(AthleteID(number))
        default: self = .everything
        }
    }
}

/// Something of this loop that keeps copies of what the database says.
package protocol ChangeListener: AnyObject {
    /// Forgets the copies that this change makes wrong; `.everything` means all of them.
    func forget(_ change: Change)
}
