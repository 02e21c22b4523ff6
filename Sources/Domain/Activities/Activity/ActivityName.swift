/// What an activity is called until its athlete names it.
enum ActivityName {
    /// `Morning Ride`, `Lunch Run`: after the local hour at which it began.
    static func standard(sportType: SportType, secondOfLocalDay: Int) -> String {
        "\(timeOfDay(hour: secondOfLocalDay / 3600)) \(sportType.noun)"
    }

    /// The name of an activity that is found to have begun at another time: only one that nobody has given
    /// changes with it.
    static func name(of activity: Activity, after start: Activity.Start) -> String {
        let (name, sportType) = (activity.details.name, activity.details.sportType)
        let second = activity.start.secondOfLocalDay
        guard name == standard(sportType: sportType, secondOfLocalDay: second) else { return name }
        return standard(sportType: sportType, secondOfLocalDay: start.secondOfLocalDay)
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
