// Package compare says whether what an applicant typed is what is printed on a document.
//
// There are three results and never two: the same after safe folding, similar after tolerant folding with the
// reasons and the differing characters named, and different. A machine never settles a similar pair: the
// reviewer sees it marked and has the last word. The package also reads dates as people type them, and makes
// the terms by which a sealed name or address can be found.
//
// It knows nothing of kinds, languages or storage: reasons are word ids, and the catalogue words them.
// All functions are pure, safe for concurrent use, and take any input: what is overlong is cut, what is not
// UTF-8 is replaced.
//
// Start with Names, Addresses, Rooms, Numbers and Dates, then ParseDate. The fold functions are what search
// tokens are made of: a change to one of them makes stored tokens useless, so they have golden tests.
package compare
