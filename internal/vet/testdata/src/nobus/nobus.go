package nobus

func quiet() {} /* want `the check key reports nothing here` */ //evvet:ignore key it was once needed
