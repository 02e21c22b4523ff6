import FoundationEssentials

/// FitTrackee's `user_workouts_data.json`: a list of workouts, each with the name of its file.
enum FitTrackeeWorkouts {
    private struct Workout: Decodable {
        var title: Lenient<String>?
        var description: Lenient<String>?
        var notes: Lenient<String>?
        var sport: Lenient<String>?
        /// The file that it came from, in later versions beside the GPX that was made of it.
        var originalFile: Lenient<String>?
        var gpx: Lenient<String>?
        var equipments: [Lenient<Equipment>]?
        var date: Lenient<String>?
        var duration: Lenient<String>?
        var kilometers: Lenient<Double>?

        private enum CodingKeys: String, CodingKey {
            case title, description, notes, gpx, equipments
            case sport = "sport_label"
            case originalFile = "original_file"
            case date = "workout_date"
            case duration
            case kilometers = "distance"
        }
    }

    private struct Equipment: Decodable {
        struct Kind: Decodable {
            var label: Lenient<String>?
        }

        var label: Lenient<String>?
        var kind: Lenient<Kind>?

        private enum CodingKeys: String, CodingKey {
            case label
            case kind = "equipment_type"
        }
    }

    static func notes(in bytes: [UInt8]) -> ActivityNotes {
        var notes = ActivityNotes()
        guard let workouts = try? JSONDecoder().decode([Lenient<Workout>].self, from: Data(bytes)) else {
            return notes
        }
        for workout in workouts.lazy.compactMap(\.value) {
            guard !notes.isFull else { return notes }
            let note = note(workout)
            let files = [workout.gpx, workout.originalFile].compactMap { $0?.value }.filter { !$0.isEmpty }
            for file in files {
                notes.add(note, onFile: String(file.split(separator: "/").last ?? ""))
            }
            guard files.isEmpty else { continue }
            var byHand = note
            byHand.figures = figures(workout)
            notes.add(byHand)
        }
        return notes
    }

    private static func note(_ workout: Workout) -> ActivityNote {
        var note = ActivityNote()
        note.name = told(workout.title)
        note.description = told(workout.description) ?? told(workout.notes)
        let label = told(workout.sport)
        note.sport = label.flatMap { sports[$0] }
        if label == "Cycling (Transport)" { note.isCommute = true }
        note.gear = workout.equipments?.lazy.compactMap { $0.value.flatMap(gear) }.first
        return note
    }

    /// Nil where the workout doesn't say enough.
    private static func figures(_ workout: Workout) -> ActivityNote.Figures? {
        guard let start = told(workout.date).flatMap(ExportedDate.parse),
            let seconds = told(workout.duration).flatMap(ExportedDate.seconds)
        else { return nil }
        let kilometers = workout.kilometers?.value ?? 0
        return ActivityNote.Figures(
            start: start, elapsedSeconds: seconds,
            distanceMeters: (0...1e6).contains(kilometers) ? kilometers * 1000 : 0)
    }

    private static func told(_ text: Lenient<String>?) -> String? {
        ActivityNote.text(text?.value)
    }

    private static func gear(_ equipment: Equipment) -> ActivityNote.Gear? {
        guard let name = told(equipment.label) else { return nil }
        switch told(equipment.kind?.value?.label) {
        case "Bike", "Bike Trainer": return ActivityNote.Gear(name: name, isBike: true)
        case "Shoe", "Shoes": return ActivityNote.Gear(name: name, isBike: false)
        default: return nil
        }
    }

    private static let sports = [
        "Canoeing": "Canoeing", "Canoeing (Whitewater)": "Canoeing", "Cycling (Sport)": "Ride",
        "Cycling (Transport)": "Ride", "Cycling (Trekking)": "Ride", "Cycling (Virtual)": "VirtualRide",
        "Hiking": "Hike", "Ice Skating": "IceSkate", "Inline Skating": "InlineSkate", "Kayaking": "Kayaking",
        "Kayaking (Whitewater)": "Kayaking", "Mountain Biking": "MountainBikeRide",
        "Mountain Biking (Electric)": "EMountainBikeRide", "Mountaineering": "Hike",
        "Open Water Swimming": "Swim", "Padel (Outdoor)": "Padel", "Rowing": "Rowing", "Running": "Run",
        "Skiing (Alpine)": "AlpineSki", "Skiing (Cross Country)": "NordicSki", "Snowshoes": "Snowshoe",
        "Standup Paddleboarding": "StandUpPaddling", "Tennis (Outdoor)": "Tennis", "Trail": "TrailRun",
        "Walking": "Walk", "Windsurfing": "Windsurf",
    ]
}
