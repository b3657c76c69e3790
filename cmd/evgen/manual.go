package main

// manual is what -h prints.
const manual = `evgen generates typed topics from events.EventSpec declarations.

Usage:

    evgen [-check] [packages]       generate; this manual
    evgen add NAME [FIELD:HINT ...] declare an event, and generate
    evgen breaking [packages]       say whom a change of declarations breaks
    evgen rules                     list what breaking looks for
    evgen docs [packages]           write the events down for readers

Each word has a manual of its own: evgen add -h.

Packages are patterns of the go command, as in ./...; the default is the package
in the current directory. In a package, let go generate call it:

    //go:generate go tool evgen

    var Emits = []events.EventSpec{{
        Name:        "user.login",
        Description: "Fired after a user has signed in.",
        Payload: events.Schema{
            "user_id": "int64", // the account, not the session
            "ip":      "net/netip.Addr", //evgen:name IPAddr
            "nick":    "*string",
        },
    }}

For each package evgen writes one file, events_gen.go, with a struct UserLogin, a
variable UserLoginTopic, and the conversion between struct and payload. The file
is written only where its content changes. It is removed where no declaration is
left. A file of that name that evgen did not write is never touched.

The lock:

    events.lock.json, in the root of each module, has the contracts of all its
    packages, one event a line. Commit it: a change of a contract shows in it,
    evgen breaking compares with it, and evvet knows events from it that a package
    does not import. A run replaces the lines of the packages that it reads, so
    go generate keeps it; the lines of packages that are gone go with evgen ./...
    in the root. After a merge that left both sides in it, take either, and run
    that. Two lists in it are for people: "reserved" names that were given up, and
    "accepted" breaks.

What it reads:

    The elements of package-level variables of type []events.EventSpec: literals,
    and package-level variables with a literal, of any package. Names, fields,
    hints and texts are constant expressions. Nothing is run, and the package need
    not compile: its other files may already use what is not generated yet.
    Files left out by build tags or GOOS, and test files, are not read.

    The list named Listens, or listens, holds what the package needs of others'
    events; all other lists hold what it emits. In a Listens spec stand the fields
    that the package reads, and it gets a struct and a topic of its own for them,
    to hear an emitter that it does not import:

        var Listens = []events.EventSpec{{
            Name:    "user.login",
            Payload: events.Schema{"user_id": "int64", "nick": "*string"},
        }}

    Where an emitter of the module declares the event otherwise (the field is
    missing, or optional, or of a type that does not always convert) that is an
    error, with both places. An event that nobody declares is none.

Type hints:

    bool string any int int8…int64 uint uint8…uint64 float32 float64 byte rune
    str (string), float (float64), dict (map[string]any), list ([]any),
    datetime (time.Time), bytes ([]byte)
    []T, map[string]T       of any of these
    *T                      optional; only at the very front
    net/netip.Addr          a type by import path
    Address                 a type of this package, or another payload

Go names:

    user.login becomes UserLogin, user_id becomes UserID. Set GoName on a spec, or
    write //evgen:name IPAddr in a comment on an entry, for another name.

Flags:

    -check  write nothing; print what is stale, missing or orphaned, as a diff
    -h      print this manual

Exit codes:

    0  all is up to date, or was written
    1  with -check: something is not up to date; run: go tool evgen ./...
    2  an error: nothing was written. Errors are file:line:col: what is wrong, and
       what to do; all of them at once, at most 50
`
