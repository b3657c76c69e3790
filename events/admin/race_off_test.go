//go:build !race

package admin_test

const race = false
