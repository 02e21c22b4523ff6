/// What an activity is called until its athlete names it.
enum ActivityName {
    /// `Morning Ride`, `Lunch Run`: after the local hour at which it began.
    static func standard(sportType: SportType, secondOfLocalDay: Int) -> String {
        "\(timeOfDay(hour: secondOfLocalDay / 3600)) \(sportType.noun)"
    }

    /// The name of an activity that is found to have begun at another time: only one that nobody has given
    /// changes with it.
    static func name(of details: ActivityDetails, from old: Activity.Start, to new: Activity.Start) -> String
    {
        let standardName = standard(
            sportType: details.sportType, secondOfLocalDay: old.secondOfLocalDay)
        guard details.name == standardName else { return details.name }
        return standard(sportType: details.sportType, secondOfLocalDay: new.secondOfLocalDay)
    }

    private static func timeOfDay(hour: Int) -> String {
        switch hour {
        case 4..<11: "Morning"
        case 11..<14: "Lunch"
        case 14..<18: "Afternoon"
        case 18..<22: "Evening"
        default: "Night"
        }
    }
}
