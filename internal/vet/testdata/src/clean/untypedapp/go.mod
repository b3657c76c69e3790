module clean/untypedapp
