module github.com/fastpluggy/eventbus

go 1.26.0

tool github.com/fastpluggy/eventbus/cmd/evgen

require (
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	go.uber.org/goleak v1.3.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
