module clean/shapes
