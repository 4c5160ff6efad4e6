package views

// What a recomputed chain proves, and what it cannot, in the order of the page.
var (
	chainProves    = []string{"whole", "order", "head"}
	chainProvesNot = []string{"truth", "rewrite", "end", "script"}
)
