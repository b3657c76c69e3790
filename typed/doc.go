// Package typed is the compile-time-checked layer over the bus of package events: a
// [Topic] knows its event's name and its payload's type, so that the compiler
// checks every emit and every listener.
//
// # Topics
//
// evgen writes topics from declarations, and [NewTopic] makes one of a handwritten
// struct; both behave alike. A topic belongs to no bus: one serves any number of
// buses and views at once. Several topics may have one name, with different structs
// too. A name is dot-separated segments of letters, digits, _ and -, at most 255
// bytes and 16 segments; a topic with any other name panics when it is made.
//
// # Handwritten structs
//
// The json tag of a field is its name in the payload; a field without one has its
// Go name. Options in the tag, such as omitempty, change nothing. Fields that are
// unexported or have the tag "-" are left out. The fields of an embedded struct are
// among the others; of two with one name the outer one counts, and two at one depth
// panic. A field's type must be one that a hint can name, and its name one that a
// declaration may have; otherwise NewTopic panics and says which field it is. So
// [Topic.Spec] can always be declared.
//
// A pointer field is optional: nil is left out of the payload, and a missing or nil
// field becomes nil. All other fields are required.
//
// # Typed and untyped meet
//
// An untyped listener reads a typed event's fields by their names; an optional
// field that is present is its value, not a pointer. A typed listener gets an
// untyped event converted field by field, and so does a listener of another struct
// under the same name. Fields that the struct does not have are ignored.
//
// Conversion loses nothing. Numbers convert if the value stays exactly the same:
// int to int64, float64 3 to int 3, but neither 3.5 to int nor 300 to uint8. A
// string becomes a time.Time (RFC 3339), a []byte (base64) or what its
// UnmarshalText makes of it. A type with a MarshalText counts as a string, except
// time.Time; one with a MarshalJSON becomes nothing else than any or a
// json.RawMessage. Nothing else converts. [events.Field] follows the same rules.
//
// Structs, maps, slices, arrays and pointers convert at every depth. A struct inside
// a payload becomes another struct, or a map, field by field, by the names that
// encoding/json gives to its fields. A field that the wanted struct has and the other
// has not must be a pointer or have omitempty or omitzero in its tag. An array has as
// many elements as the list that it is made of; keys of maps are of one kind, and no
// two become one; nil does not become a value. Data that contains itself is refused at
// a depth of 1000.
//
// If a field is missing or does not convert, the listener is skipped and counts as
// failed, the others still get the event, and the error handler gets an
// [*events.PayloadError] with topic, field, and the types wanted and found; all
// faults of one event are joined.
//
// A listener need not import the emitter: its topic may have a struct of its own,
// with the fields that it reads, and so may the fields and their elements. The plan
// for two types is made once. Fields of the same type are copied from one struct to
// the other, without reflection, a map or an allocation; optional ones point at the
// emitter's value. If two structs have the same layout (the same fields in the same
// order, of the same kinds, under the same names), pointers to them and slices of them
// are not converted but shared, as listeners of one struct share them.
//
// # Versions
//
// [Upcast] makes the payload of an older version into the newer one, through as many
// steps as it takes: a plugin that was built with the older struct emits it under the
// same name, and everybody else gets the newest. That is: listeners of the newest
// struct; listeners of a struct of their own, whose fields are then those of the
// newest; and all untyped code, which is handlers of the name, of namespaces and of
// everything, predicates and key functions. So is an untyped emit of an older
// version, such as a stored event that is emitted again. Listeners of the version
// that was emitted get it as it is, and so does a listener of other fields if only
// the payload as emitted has them. Reports and traces have the event as emitted.
//
// An event that does not convert fails for each listener that needs the newest
// version, in the stage "convert" with an [*UpcastError], and they are skipped: they
// never get an older version unnoticed. An event that fits no version stays as it is.
// So does one of a version with two newest ones, since neither is the newest: give
// one of them an Upcast to the other.
//
// [Topic.Decode] does the same for stored events. Versions go one way. If the name
// has changed, [Forward] emits the events of one name under another, with their
// source and time. An emit that waits, waits for the listeners of the other name as
// well, and Close delivers what was forwarded. It may lead in both directions, and
// never loops.
//
// # Stored events
//
// json.Marshal of an [events.Event], an [Event], an [events.Payload] or the struct
// itself, and then [Topic.Decode], which of an event takes the value of the key
// "payload", gives back the payload as it was: float32 and every
// other number with all of its digits and its sign, json.RawMessage, *big.Int, arrays,
// maps with integer keys, nil and empty slices, and types with a text or JSON of their
// own. A topic of a type for which that is not so panics when it is made, with the
// field and the reason: a type that has MarshalJSON or MarshalText without the method
// that reads it; one whose methods take a pointer, such as big.Int, where json.Marshal
// has no pointer, so write *big.Int; a struct with unexported fields only; an interface
// with methods; functions, channels and complex numbers; a pointer to a pointer; a
// big.Float, which loses its precision; a payload that has MarshalJSON itself. Infinity
// and NaN have no JSON, and json.Marshal fails.
//
// JSON itself changes this, at any depth: fields that are unexported or have the tag
// "-" are left out; omitempty makes an empty field its zero value; a pointer to a nil
// slice, map or any comes back as nil, and so does the JSON null in a json.RawMessage,
// which is compacted; an empty json.Number is 0. A time keeps its instant and its offset
// in minutes, not its monotonic reading. Bytes of a string that are not UTF-8 are
// replaced: use []byte. A field of type any comes back with the types of JSON, where a
// whole number is an int64, a uint64 or, if a float64 would round it, a json.Number.
//
// Stored JSON that another program has written converts like untyped events. A number
// that the field would round, or that is beyond it, such as 1e400, is an error, and so
// is text that is not UTF-8.
//
// # Listening
//
// [Topic.On] hands over the payload alone, [Topic.OnEvent] name, source and time as
// well, [Topic.Stream] a sequence for a for loop. [Topic.When] is a predicate on
// the typed event; it may be combined with others, and all must return true. All
// options of package events work here too, such as [events.Serial] for one call at
// a time. On a nil or zero bus each of them panics, and so does an emit; a nil
// context stands for context.Background(). A payload passes by value: a listener
// that changes its own changes no other's; pointers, slices and maps inside lead to
// shared data.
//
// # Cost
//
// An emit allocates nothing, with any number of listeners, buses, views and
// sources, if the listeners are typed, synchronous and unconditional; a first
// untyped listener costs it one allocation, more of them no further one. It takes
// no lock, and costs the same with one topic or very many. A listener with a struct
// of its own counts as untyped, and then costs some 16 ns a field, and what the lists
// inside take: twice the time of a loop by hand. With the emitter's layout it costs
// what one with the emitter's struct does. The time stamp
// is taken only if a listener is given it: for On it is not. In the report of a
// failure it is then exact to 50 ms. [events.Bus.HasListeners] says whether an
// expensive payload would reach a listener.
//
// # For generated code
//
// [Generated], [Codec], [Decoder], [Required], [Optional] and [IsAtLeastVersion0_1]
// are for the files that evgen writes. Programs don't call them: a topic by hand is
// made with [NewTopic].
package typed
