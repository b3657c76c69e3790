// Package analyzers has the checks of evvet as analyzers, for drivers that run
// analyzers of several projects in one program, such as golangci-lint, gopls, or
// a multichecker of your own. See the example.
//
// To run them alone, use the command evvet, which needs no program of your own.
//
// The name of an analyzer is the name of the check: "untyped" is the category of
// its reports, its flag in a multichecker, and what a comment
// //evvet:ignore untyped reason calls it.
//
// The analyzers pass on what packages declare as facts, so a driver must support
// facts. They read events.lock.json at the root of the module, if there is one.
// A driver that remembers results must forget them when that file changes.
//
// A plugin for golangci-lint returns them from BuildAnalyzers, with a load mode
// that has types:
//
//	func (plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) { return analyzers.All(), nil }
//	func (plugin) GetLoadMode() string                           { return register.LoadModeTypesInfo }
//
// The analyzers may run on many packages at once.
package analyzers
