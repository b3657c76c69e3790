// Package browser tests the pages of the audit log example, and the page of its
// bus, in a real browser. It contains only tests.
//
// They need Chromium or Chrome. Without one they are skipped, unless CI is set to
// true: then they fail. With -short one test opens one view.
//
// TestPictures makes the pictures of the page in docs:
//
//	go test ./examples/auditlog/browser -run '^TestPictures$' -screenshots "$PWD/docs"
package browser
