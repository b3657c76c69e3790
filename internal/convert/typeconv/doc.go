// Package typeconv says whether values of one type become another on the bus, for
// types that are read from source: by evgen, which compares a listener's fields
// with an emitter's, and by evvet, which compares values with declarations. The
// rules are those of package convert, which works on values and on package reflect.
//
// [Shapes] makes a [Shape] of a type or a hint, [Compare] compares two of them, and
// [CompareConstant] a constant with one. table_test.go checks both packages against
// the same table.
package typeconv
