// Package breaking compares the contracts of two versions of a module and says
// what a change breaks.
//
// # Three audiences
//
// SOURCE is Go code that uses the generated struct and topic: it no longer
// compiles, or means something else. MAP is code of the same program that reads
// payloads by name, such as e.Payload()["user_id"].(int64). WIRE is everything that
// reads or writes the payload as JSON: stored events, other programs. A change that is
// safe for one may break another, so each finding has a verdict for each.
//
// # Rules
//
// [Rules] lists them. The id of a rule does not change, because acceptances name it.
//
// # Acceptances
//
// An intended break is accepted by an entry of the lock with the rule, the topic,
// the field and a reason. It is then reported as accepted, and is not a failure.
//
// Compare looks at canonical types: "str" and "string" are one type. It does not
// depend on the order of topics, and finds nothing between equal contracts.
package breaking
